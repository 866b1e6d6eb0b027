import type { ActKind } from '../../../contract/studio/history.ts';
import { HISTORY_LIMIT } from '../../../contract/studio/history.ts';
import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import { instant } from '../../system/clock.ts';
import type { Database } from '../../system/database.ts';
import { newId } from '../../system/ids.ts';
import type { OutboxContext } from '../context.ts';

/**
 * Acts that can be taken back, kept in the library itself: a command stores what it did in its own transaction, as
 * the rows it changed with their fields before and after, in columns of the server.
 */
export interface Step {
  /** `promote`: the result `rowId` became the work `after.library_id`; `discard`: the result was thrown away. */
  kind: 'edit' | 'make' | 'remove' | 'promote' | 'discard';
  table: SyncTable;
  rowId: string;
  before: SyncRow | null;
  after: SyncRow | null;
}

/** What a command is part of: an act that was begun, or none, then it is one of its own. */
export interface Doing {
  act: string | undefined;
  kind: ActKind;
  /** The name of the collection or tag it was about. */
  name?: string | null;
  /** Works, results or collections it was about. */
  count: number;
}

/** Inside the command's transaction. Ends what could be done again. Nothing was done: nothing is recorded. */
export function recordAct(context: OutboxContext, doing: Doing, steps: readonly Step[]): void {
  if (steps.length === 0) return;
  const { db } = context;
  db.run('delete from acts where undone > 0');
  const seq = begun(db, doing) ?? begin(context, doing);
  let next =
    db.get<{ n: number }>('select count(*) as n from act_steps where act_seq = ?', seq)?.n ?? 0;
  for (const step of steps) {
    db.run(
      `insert into act_steps (act_seq, step, kind, tbl, row_id, before, after)
       values (?, ?, ?, ?, ?, ?, ?)`,
      seq,
      next,
      step.kind,
      step.table,
      step.rowId,
      step.before && JSON.stringify(step.before),
      step.after && JSON.stringify(step.after),
    );
    next += 1;
  }
}

/** The act that this command goes on with, if it is the newest: an older one would swallow what came between. */
function begun(db: Database, { act, kind, count }: Doing): number | undefined {
  if (act === undefined) return undefined;
  const newest = db.get<{ seq: number; id: string; kind: ActKind }>(
    'select seq, id, kind from acts order by seq desc limit 1',
  );
  if (newest?.id !== act) return undefined;
  db.run(
    'update acts set count = count + ?, kind = ? where seq = ?',
    count,
    newest.kind === kind ? kind : mixed(newest.kind, kind),
    newest.seq,
  );
  return newest.seq;
}

/** What two kinds of one act are called together: what it began with, or an edit of several fields. */
function mixed(first: ActKind, then: ActKind): ActKind {
  return EDITS.has(first) && EDITS.has(then) ? 'edit' : first;
}

const EDITS: ReadonlySet<ActKind> = new Set([
  'favorite',
  'unfavorite',
  'rate',
  'rename',
  'note',
  'tag',
  'edit',
]);

function begin({ db, clock }: OutboxContext, { act, kind, name, count }: Doing): number {
  // An id that was used by an older act cannot be used again; the command is a step of its own then.
  const taken = act !== undefined && db.get('select 1 from acts where id = ?', act) !== undefined;
  const id = act === undefined || taken ? newId() : act;
  db.run(
    'insert into acts (id, kind, name, count, at) values (?, ?, ?, ?, ?)',
    id,
    kind,
    name ?? null,
    count,
    instant(clock),
  );
  db.run(
    'delete from acts where seq <= (select seq from acts order by seq desc limit 1 offset ?)',
    HISTORY_LIMIT,
  );
  return db.get<{ seq: number }>('select seq from acts where id = ?', id)?.seq ?? 0;
}
