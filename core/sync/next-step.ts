import { z } from 'zod';
import { MAX_PUSH, SyncRow } from '../../contract/sync.ts';
import type { OutboxRow, PushBody } from '../library/outbox.ts';
import type { Effect } from '../library/server-rows.ts';

/** A waiting row of the outbox and the rows that it touches. */
export interface Waiting {
  row: OutboxRow;
  effects: readonly Pick<Effect, 'table' | 'rowId'>[];
}

/** What is sent next: some edits together, one call, or one file. */
export interface NextSteps {
  pushes: OutboxRow[];
  call: OutboxRow | null;
  upload: OutboxRow | null;
  /** When the first row that only waits for its time is due. */
  dueAt: string | null;
}

/**
 * Chooses from the outbox, oldest first (rules S8, S9). What stands on something that has not gone yet waits for
 * it: a later change of the same row, a membership of its work and collection, a row of its file. A row that is set
 * aside or waits for its time holds back only what stands on it; the rest drains. Pure.
 */
export function nextSteps(outbox: readonly Waiting[], now: string): NextSteps {
  const held = new Set<string>();
  const steps: NextSteps = { pushes: [], call: null, upload: null, dueAt: null };
  for (const { row, effects } of outbox) {
    const { provides, needs } = keysOf(row, effects);
    const waits = row.set_aside === 1 || needs.some((key) => held.has(key));
    const early = row.next_at !== null && row.next_at > now;
    if (!waits && early) steps.dueAt = earliest(steps.dueAt, row.next_at);
    const takes = !waits && !early && take(steps, row);
    // What goes in this step still holds back what follows it, but for edits, which go in order in one push.
    if (!(takes && row.kind === 'push')) for (const key of provides) held.add(key);
  }
  return steps;
}

function take(steps: NextSteps, row: OutboxRow): boolean {
  if (row.kind === 'upload') {
    if (steps.upload) return false;
    steps.upload = row;
    return true;
  }
  // Edits and calls keep their order towards each other: the first of them decides what goes.
  if (row.kind === 'call') {
    if (steps.call || steps.pushes.length > 0) return false;
    steps.call = row;
    return true;
  }
  if (steps.call || steps.pushes.length >= MAX_PUSH) return false;
  steps.pushes.push(row);
  return true;
}

function keysOf(
  row: OutboxRow,
  effects: Waiting['effects'],
): { provides: string[]; needs: string[] } {
  if (row.kind === 'upload') return { provides: [`file ${row.target}`], needs: [] };
  const provides = effects.map(({ table, rowId }) => `${table} ${rowId}`);
  return { provides, needs: row.kind === 'push' ? [...provides, ...namedBy(row)] : provides };
}

const Body = z.object({ fields: SyncRow });

/** What the fields of an edit name. */
function namedBy(row: OutboxRow): string[] {
  const { fields }: Pick<PushBody, 'fields'> = Body.parse(JSON.parse(row.body));
  const named: [string, unknown][] =
    row.target === 'collection_items'
      ? [
          ['user_collections', fields['collection_id']],
          ['user_library', fields['library_id']],
        ]
      : [['file', fields['sha256']]];
  return named.flatMap(([table, id]) => (typeof id === 'string' ? [`${table} ${id}`] : []));
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
