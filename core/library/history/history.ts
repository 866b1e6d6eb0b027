import { AtelierError } from '../../../contract/errors.ts';
import type { Act } from '../../../contract/studio/history.ts';
import type { SyncRow } from '../../../contract/sync.ts';
import type { Database } from '../../system/database.ts';
import { derivedId } from '../../system/ids.ts';
import type { LibraryContext } from '../context.ts';
import type { Step } from './record.ts';
import { runStep } from './step.ts';

const TOPICS = ['history', 'library', 'collections', 'workspace', 'sync'] as const;

/** How results move, which is the workspace's to know. All inside a command; errors mean it cannot be done. */
export interface Movers {
  /** Answers the work that each became. */
  promote(context: LibraryContext, assetIds: readonly string[]): PromotedResult[];
  unpromote(context: LibraryContext, libraryIds: readonly string[]): void;
  discard(context: LibraryContext, assetIds: readonly string[]): void;
  restore(context: LibraryContext, assetIds: readonly string[]): void;
}

interface PromotedResult {
  assetId: string;
  libraryId: string;
}

interface ActRow extends Act {
  seq: number;
  undone: number;
}

const ACTS = 'select seq, id, kind, name, count, at, undone from acts';

/** Both newest first: acts by when they were done, and taken back ones by when they were taken back. */
export function listActs(db: Database): { done: Act[]; undone: Act[] } {
  const read = (sql: string) => db.all<ActRow>(`${ACTS} ${sql}`).map(toAct);
  return {
    done: read('where undone = 0 order by seq desc'),
    undone: read('where undone > 0 order by undone desc'),
  };
}

/**
 * Takes back the newest act, or the one named, as ordinary edits that sync like any other and are not recorded; null
 * if there is none. `conflict` if nothing of it could be taken back: it leaves the list then.
 */
export function undoAct(context: LibraryContext, movers: Movers, id?: string): Act | null {
  return runAct(context, movers, 'undo', id);
}

export function redoAct(context: LibraryContext, movers: Movers, id?: string): Act | null {
  return runAct(context, movers, 'redo', id);
}

function runAct(
  context: LibraryContext,
  movers: Movers,
  way: 'undo' | 'redo',
  id: string | undefined,
): Act | null {
  const { db } = context;
  const answer = context.command(TOPICS, () => {
    const act = findAct(db, way, id);
    if (!act) return null;
    const steps = stepsOf(db, act.seq);
    const done = runSteps(context, movers, way === 'undo' ? steps.toReversed() : steps, way);
    if (!done) db.run('delete from acts where seq = ?', act.seq);
    else {
      const place = way === 'undo' ? '(select coalesce(max(undone), 0) + 1 from acts)' : '0';
      db.run(`update acts set undone = ${place} where seq = ?`, act.seq);
    }
    return { act: toAct(act), done };
  });
  // After the commit, which took the act from the list.
  if (answer && !answer.done) {
    throw new AtelierError('conflict', 'What this was about has changed since or is gone.');
  }
  return answer && answer.act;
}

function findAct(db: Database, way: 'undo' | 'redo', id: string | undefined): ActRow | undefined {
  const [which, order] =
    way === 'undo' ? ['undone = 0', 'seq desc'] : ['undone > 0', 'undone desc'];
  return id === undefined
    ? db.get<ActRow>(`${ACTS} where ${which} order by ${order} limit 1`)
    : db.get<ActRow>(`${ACTS} where ${which} and id = ?`, id);
}

/** True if anything was done. Moves of results go together: each is one call of the backend for all of them. */
function runSteps(
  context: LibraryContext,
  movers: Movers,
  steps: readonly Step[],
  way: 'undo' | 'redo',
): boolean {
  const moves = steps.filter((step) => step.kind === 'promote' || step.kind === 'discard');
  const edits = steps.filter((step) => !moves.includes(step));
  const runEdits = () => {
    // A promotion done again made other works: its steps were written anew meanwhile.
    const current = moves.length > 0 ? reread(context.db, edits) : edits;
    return current.map((step) => runStep(context, step, way)).some(Boolean);
  };
  // Memberships of a work stand on the work.
  if (way === 'redo') {
    const moved = runMoves(context, movers, moves, way);
    return runEdits() || moved;
  }
  const edited = runEdits();
  return runMoves(context, movers, moves, way) || edited;
}

function runMoves(
  context: LibraryContext,
  movers: Movers,
  moves: readonly Step[],
  way: 'undo' | 'redo',
): boolean {
  if (moves.length === 0) return false;
  const assetIds = moves.map((step) => step.rowId);
  return savepoint(context.db, () => {
    if (moves[0]?.kind === 'discard') {
      movers[way === 'undo' ? 'restore' : 'discard'](context, assetIds);
      return;
    }
    if (way === 'undo') {
      movers.unpromote(
        context,
        moves.map((step) => String(step.after?.['library_id'])),
      );
      return;
    }
    const before = new Map(moves.map((step) => [step.rowId, String(step.after?.['library_id'])]));
    for (const { assetId, libraryId } of movers.promote(context, assetIds)) {
      renameWork(context.db, before.get(assetId) ?? '', libraryId);
    }
  });
}

/** All of it or nothing; false if the results expired or the works are gone. */
function savepoint(db: Database, work: () => void): boolean {
  try {
    db.transaction(work);
    return true;
  } catch (error) {
    const gone = error instanceof AtelierError && ['conflict', 'not_found'].includes(error.code);
    if (gone) return false;
    throw error;
  }
}

/** A promotion done again makes another work: what was done to the first is done again to that one. */
function renameWork(db: Database, from: string, to: string): void {
  const rows = db.all<{
    act_seq: number;
    step: number;
    tbl: string;
    before: string;
    after: string;
  }>(
    `select act_seq, step, tbl, before, after from act_steps
     where row_id = @from or json_extract(coalesce(after, before), '$.library_id') = @from`,
    { from },
  );
  const renamed = (json: string | null) => {
    if (json === null) return null;
    const fields = JSON.parse(json) as SyncRow;
    if (fields['library_id'] === from) fields['library_id'] = to;
    return fields;
  };
  for (const row of rows) {
    const [before, after] = [renamed(row.before), renamed(row.after)];
    const fields = after ?? before ?? {};
    const id =
      row.tbl === 'collection_items'
        ? derivedId(String(fields['collection_id']), to)
        : row.tbl === 'user_library'
          ? to
          : null;
    db.run(
      `update act_steps set before = ?, after = ?, row_id = coalesce(?, row_id)
       where act_seq = ? and step = ?`,
      before && JSON.stringify(before),
      after && JSON.stringify(after),
      id,
      row.act_seq,
      row.step,
    );
  }
}

interface StoredStep extends Step {
  readonly place: { act: number; step: number };
}

const STEPS = 'select act_seq, step, kind, tbl, row_id, before, after from act_steps';

interface StepRow {
  act_seq: number;
  step: number;
  kind: Step['kind'];
  tbl: Step['table'];
  row_id: string;
  before: string | null;
  after: string | null;
}

function stepsOf(db: Database, seq: number): StoredStep[] {
  return db.all<StepRow>(`${STEPS} where act_seq = ? order by step`, seq).map(toStep);
}

function reread(db: Database, steps: readonly Step[]): Step[] {
  return steps.map((step) => {
    const { act, step: place } = (step as StoredStep).place;
    const row = db.get<StepRow>(`${STEPS} where act_seq = ? and step = ?`, act, place);
    return row ? toStep(row) : step;
  });
}

function toStep(row: StepRow): StoredStep {
  const read = (json: string | null) => (json === null ? null : (JSON.parse(json) as SyncRow));
  return {
    kind: row.kind,
    table: row.tbl,
    rowId: row.row_id,
    before: read(row.before),
    after: read(row.after),
    place: { act: row.act_seq, step: row.step },
  };
}

function toAct({ id, kind, name, count, at }: ActRow): Act {
  return { id, kind, name, count, at };
}
