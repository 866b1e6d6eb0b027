import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import {
  claimOne,
  complete,
  enqueue,
  FREE,
  heartbeat,
  hireWorker,
  jobRow,
  release,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
beforeAll(async () => {
  db = await openPglite();
}, 120_000);
afterAll(() => db.close());

const preview = (letters: string) => `data:image/webp;base64,${letters}==`;

test('what is shown while a picture is drawn is the last that came, and gone with the running', async () => {
  const user = await db.signUp();
  await enqueue(db, user, { model: FREE });
  const worker = await hireWorker(db);
  const first = await claimOne(db, worker);
  const shown = async () => (await jobRow(db, first.id))['preview'];
  expect(await shown()).toBeNull();
  await heartbeat(db, worker, first, { p_preview: preview('AAAA') });
  await heartbeat(db, worker, first, { p_progress: 0.5 });
  expect(await shown()).toBe(preview('AAAA'));
  await heartbeat(db, worker, first, { p_preview: preview('BBBB') });
  expect(await shown()).toBe(preview('BBBB'));
  for (const wrong of ['javascript:1', 'data:text/html;base64,AAAA', preview('A'.repeat(32_000))]) {
    await expect(heartbeat(db, worker, first, { p_preview: wrong })).rejects.toThrow('preview');
  }
  // Handed back it is nobody's work yet; the next attempt begins anew.
  await release(db, worker, first);
  expect(await shown()).toBeNull();
  const again = await claimOne(db, worker);
  await heartbeat(db, worker, again, { p_preview: preview('CCCC') });
  await complete(db, worker, again);
  expect(await jobRow(db, again.id)).toMatchObject({ status: 'completed', preview: null });
});
