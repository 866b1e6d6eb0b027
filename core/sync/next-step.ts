import { z } from 'zod';
import { FONT_BUCKET } from '../../contract/fonts.ts';
import { inputsOf, OrderRequest } from '../../contract/orders.ts';
import { MAX_PUSH, PARENTS, SyncRow } from '../../contract/sync.ts';
import { fontsOfKit } from '../library/fonts.ts';
import type { OutboxRow, PushBody, Waiting } from '../library/outbox.ts';

/** What is sent next: some edits together, or one call. Files go beside them (uploads.ts). */
export interface NextStep {
  pushes: OutboxRow[];
  call: OutboxRow | null;
}

/**
 * Chooses from the outbox, oldest first (rules S8, S9). What stands on something that has not gone yet waits for
 * it: a later change of the same row, a membership of its work and collection, a row of its file, an order for its brand. A row that is set
 * aside or waits for its time holds back only what stands on it; the rest drains. Pure; reads no further than it
 * has to.
 */
export function nextStep(outbox: Iterable<Waiting>, now: string): NextStep {
  const held = new Set<string>();
  const step: NextStep = { pushes: [], call: null };
  for (const { row, effects } of outbox) {
    const { provides, needs } = keysOf(row, effects);
    const early = row.next_at !== null && row.next_at > now;
    const waits = row.set_aside === 1 || early || needs.some((key) => held.has(key));
    const takes = !waits && take(step, row);
    if (step.call || step.pushes.length >= MAX_PUSH) return step;
    // Edits that go together go in order: they hold nothing back.
    if (!takes) for (const key of provides) held.add(key);
  }
  return step;
}

/** Edits and calls keep their order towards each other: the first of them decides what goes. */
function take(step: NextStep, row: OutboxRow): boolean {
  if (row.kind === 'push') {
    step.pushes.push(row);
    return true;
  }
  if (row.kind === 'call' && step.pushes.length === 0) {
    step.call = row;
    return true;
  }
  return false;
}

function keysOf(
  row: OutboxRow,
  effects: Waiting['effects'],
): { provides: string[]; needs: string[] } {
  if (row.kind === 'upload')
    return { provides: isDispensable(row) ? [] : [`${FILE}${row.target}`], needs: [] };
  const provides = effects.map(({ table, rowId }) => `${table} ${rowId}`);
  if (row.kind === 'call') return { provides, needs: [...provides, ...givenTo(row)] };
  const named = namedBy(row);
  // A file counts once the row that names it is there: an order finds it by that.
  const files = named.filter((key) => key.startsWith(FILE));
  return { provides: [...provides, ...files], needs: [...provides, ...named] };
}

const FILE = 'file ';

const Uploaded = z.object({ bucket: z.string().optional() });

/** A font that the server does not take holds no brand back: another font stands in for it. */
function isDispensable(row: OutboxRow): boolean {
  return row.set_aside === 1 && Uploaded.parse(JSON.parse(row.body)).bucket === FONT_BUCKET;
}

const Ordered = z.object({ request: OrderRequest });

/** The files that an order is given to work with, and the brand that it is for. */
function givenTo(row: OutboxRow): string[] {
  if (row.target !== 'queue-job') return [];
  const { data } = Ordered.safeParse(JSON.parse(row.body));
  if (!data) return [];
  const { brandId } = data.request;
  const files = inputsOf(data.request).map(({ sha256 }) => `${FILE}${sha256}`);
  return brandId === undefined ? files : [...files, `brands ${brandId}`];
}

const Body = z.object({ fields: SyncRow });

/** What the fields of an edit name: rows that have to be there before it, and its file. */
function namedBy(row: OutboxRow): string[] {
  const parents = PARENTS_OF[row.target];
  if (!parents && row.target !== 'brands') return [];
  const { fields }: Pick<PushBody, 'fields'> = Body.parse(JSON.parse(row.body));
  const named = Object.entries(parents ?? {}).map(([column, table]) => [table, fields[column]]);
  if (row.target === 'user_library') named.push(['file', fields['sha256']]);
  for (const font of fontsOfKit(fields['kit'])) named.push(['file', font]);
  return named.flatMap(([table, id]) => (typeof id === 'string' ? [`${String(table)} ${id}`] : []));
}

const PARENTS_OF: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = PARENTS;
