import type { ErrorBody } from '../../contract/errors.ts';
import type { Database } from '../system/database.ts';

/** A work that waits to be looked at by a vision model, or of which that failed. */
export interface WaitingAnalysis {
  library_id: string;
  state: 'waiting' | 'asking' | 'failed';
  /** The wish to have it looked at anew. */
  again: string | null;
  asked_at: string;
  due_at: string;
  tries: number;
  /** JSON of an ErrorBody. */
  error: string | null;
}

/** Where it stands since when pictures that are kept are looked at; nothing while they are not. */
const SINCE = 'describe_since';

/** From now on every picture and film that is made and kept is looked at, or none by itself. Those from before are not touched. */
export function describeFrom(db: Database, now: string | null): void {
  db.run('delete from settings where key = ?', SINCE);
  if (now !== null) db.run('insert into settings (key, value) values (?, ?)', SINCE, now);
}

/** Works are here for the first time: they are looked at if their creator wishes so of new ones. */
export function expectAnalyses(
  db: Database,
  works: readonly { id: string; origin: string; created_at: string }[],
): void {
  if (works.length === 0) return;
  const since = db.get<{ value: string }>('select value from settings where key = ?', SINCE)?.value;
  if (since === undefined) return;
  for (const { id, origin, created_at: now } of works) {
    if (origin === 'generated' && now >= since) insert(db, { id, again: null, now });
  }
}

/** Asks for pictures to be looked at; what waits already keeps its place, what failed is tried again. */
export function askAnalysis(
  db: Database,
  ids: readonly string[],
  wish: { again: string | null; now: string },
): void {
  for (const id of ids) {
    db.run("delete from analyses where library_id = ? and state = 'failed'", id);
    insert(db, { id, ...wish });
  }
}

function insert(db: Database, row: { id: string; again: string | null; now: string }): void {
  db.run(
    `insert or ignore into analyses (library_id, state, again, asked_at, due_at)
     values (@id, 'waiting', @again, @now, @now)`,
    row,
  );
}

export function findAnalysis(db: Database, id: string): WaitingAnalysis | undefined {
  return db.get<WaitingAnalysis>('select * from analyses where library_id = ?', id);
}

/**
 * The one whose turn is next, due or not; those left behind by a crash among them. Only works that the server has, whose
 * file is there then (rule S8).
 */
export function nextAnalysis(db: Database): WaitingAnalysis | undefined {
  return db.get<WaitingAnalysis>(
    `select a.* from analyses a join server_rows s on s.tbl = 'user_library' and s.id = a.library_id
     join user_library l on l.id = a.library_id
     where a.state <> 'failed' and s.xid is not null and l.trashed_at is null
     order by a.due_at, a.library_id limit 1`,
  );
}

export function analysisAsked(db: Database, id: string): void {
  db.run("update analyses set state = 'asking' where library_id = ?", id);
}

/** It waits for its next turn and says why; `tried` counts it as a try. */
export function postponeAnalysis(
  db: Database,
  id: string,
  next: { dueAt: string; error: ErrorBody | null; tried: boolean },
): void {
  db.run(
    `update analyses set state = 'waiting', due_at = ?, error = ?, tries = tries + ? where library_id = ?`,
    next.dueAt,
    next.error && JSON.stringify(next.error),
    next.tried ? 1 : 0,
    id,
  );
}

export function analysisFailed(db: Database, id: string, error: ErrorBody): void {
  db.run(
    "update analyses set state = 'failed', error = ? where library_id = ?",
    JSON.stringify(error),
    id,
  );
}

export function forgetAnalysis(db: Database, id: string): void {
  db.run('delete from analyses where library_id = ?', id);
}

/** What has not been asked yet, and what failed. */
export function cancelAnalysis(db: Database, id: string): void {
  db.run("delete from analyses where library_id = ? and state <> 'asking'", id);
}
