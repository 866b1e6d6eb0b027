import { createRouterClient } from '@orpc/server';
import { openSoloStudio } from '../../backend/cli/solo-studio.ts';
import type { BatchTable } from '../../contract/studio/batch.ts';
import { createLog } from '../../core/system/log.ts';

/**
 * A studio with its backend and worker that makes a batch, or goes on with the one that is there, until it is killed.
 * Says how many rows are done, and in the end what there is: `node batch-child.ts DATA ROWS`.
 */
export type Said =
  | { say: 'done'; rows: number; bytes: number }
  | {
      say: 'end';
      completed: number;
      charged: number;
      balance: number;
      orders: number;
      /** Of each row, how many pictures it has. */
      results: number[];
    };

const QUIET = 100;
const [data = '', rows = '0'] = process.argv.slice(2);
const solo = await openSoloStudio({
  dataDir: data,
  log: createLog({ level: 'error' }),
  level: 'error',
});
const client = createRouterClient(solo.studio.router);
const say = (said: Said) => void process.send?.(said);
const pause = () => new Promise((resolve) => setTimeout(resolve, QUIET));

/** A batch that is there goes on by itself; else one is begun as soon as the models are known. */
async function begin(): Promise<string> {
  const [known] = await client.batch.list();
  if (known) return known.id;
  while ((await client.sync.status()).lastSyncedAt === null) await pause();
  const lines = Array.from({ length: Number(rows) }, (_, nr) => `N${nr},${nr % 10 ? '' : 'high'}`);
  const body = ['name,quality', ...lines].join('\n');
  const answer = await solo.studio.media(new Request('http://x/table', { method: 'POST', body }));
  const { value: table } = (await answer.json()) as { value: BatchTable };
  const { id } = await client.batch.start({
    plan: {
      tableId: table.id,
      uses: table.columns.map(({ use }) => use),
      prompt: 'a card for [NAME]',
      model: 'draft/studio',
      quality: 'draft',
    },
    name: 'campaign',
  });
  return id;
}

/** Each row with its pictures, a page at a time. */
async function resultsOf(id: string): Promise<number[]> {
  const counts: number[] = [];
  for (;;) {
    const { items, total } = await client.batch.rows({ id, offset: counts.length, limit: 200 });
    counts.push(...items.map(({ results }) => results.length));
    if (counts.length >= total) return counts;
  }
}

const id = await begin();
for (;;) {
  const batch = await client.batch.get({ id });
  say({ say: 'done', rows: batch.rows.completed, bytes: process.memoryUsage().rss });
  const { pending } = await client.sync.status();
  const results = batch.state === 'done' && pending === 0 ? await resultsOf(id) : [];
  if (results.length > 0 && results.every((count) => count > 0)) {
    const { balance } = await client.account.get();
    const { total } = await client.generate.orders({ active: false });
    say({
      say: 'end',
      completed: batch.rows.completed,
      charged: batch.charged,
      balance,
      orders: total,
      results,
    });
    break;
  }
  await pause();
}
await solo.close();
process.disconnect();
