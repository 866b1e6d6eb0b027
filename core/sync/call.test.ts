import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyServerRow } from '../library/apply.ts';
import { allRows, enqueueCall } from '../library/outbox.ts';
import { resultRow } from '../library/test-library.ts';
import { MOST_REFUSALS } from './backoff.ts';
import { sendCall } from './call.ts';
import { type Answer, testSync } from './test-session.ts';

/** A result that is thrown away, or brought back, offline. */
function withCall(answer: Answer, action: 'discard' | 'restore') {
  const sync = testSync(answer);
  const assetId = randomUUID();
  const gone = '2026-11-21T07:00:00+00:00';
  const deletedAt = action === 'discard' ? null : gone;
  applyServerRow(
    sync.db,
    'workspace_assets',
    resultRow(assetId, { sync_xid: '5', deleted_at: deletedAt }),
  );
  enqueueCall(sync.context, {
    target: 'workspace-actions',
    body: { action, assetIds: [assetId] },
    effects: [
      {
        table: 'workspace_assets',
        rowId: assetId,
        op: 'upsert',
        fields: { deleted_at: action === 'discard' ? gone : null },
      },
    ],
  });
  const send = async () => {
    const [row] = allRows(sync.db);
    if (row) await sendCall(sync.deps, sync.session, row);
  };
  const hidden = () =>
    sync.db.get<{ hidden: number }>('select hidden from workspace_assets where id = ?', assetId);
  return { ...sync, assetId, send, hidden };
}

test('S9: a call ends in the transaction that stores its answer', async () => {
  let assetId = '';
  const world = withCall(() => {
    const row = resultRow(assetId, { sync_xid: '6', deleted_at: '2026-11-21T08:00:00+00:00' });
    return Response.json({ results: [{ id: assetId, status: 'done', row }] });
  }, 'discard');
  assetId = world.assetId;
  await world.send();
  expect(allRows(world.db)).toEqual([]);
  expect(world.hidden()).toEqual({ hidden: 1 });
});

test('what the backend refused to bring back is not shown as if it had', async () => {
  let assetId = '';
  const world = withCall(
    () => Response.json({ results: [{ id: assetId, status: 'refused', code: 'file_missing' }] }),
    'restore',
  );
  assetId = world.assetId;
  expect(world.hidden()).toEqual({ hidden: 0 });
  await world.send();
  expect(world.hidden()).toEqual({ hidden: 1 });
});

test.each<[string, Answer]>([
  ['is limited', () => Response.json({ error: 'm', code: 'rate_limited' }, { status: 429 })],
  ['is not deployed', () => new Response('not found', { status: 404 })],
  ['is behind a broken gateway', () => new Response('', { status: 503 })],
  ['is behind a captive portal', () => new Response('<html>Sign in</html>')],
])('S9: a call whose function %s waits, however often, and never fails', async (_, answer) => {
  const world = withCall(answer, 'discard');
  for (let nr = 0; nr < MOST_REFUSALS + 3; nr += 1) await world.send();
  expect(allRows(world.db)).toMatchObject([{ set_aside: 0, refusals: 0 }]);
  expect(allRows(world.db)[0]?.next_at).not.toBeNull();
});

test('S9: sendings that nobody answered do not count against a call', async () => {
  let nr = 0;
  const world = withCall(() => {
    nr += 1;
    if (nr <= 30) throw new TypeError('fetch failed');
    return Response.json({ error: 'm', code: 'internal' }, { status: 500 });
  }, 'discard');
  for (let at = 0; at < 30; at += 1) {
    await expect(world.send()).rejects.toMatchObject({ code: 'offline' });
  }
  await world.send();
  expect(allRows(world.db)).toMatchObject([{ set_aside: 0, attempts: 31, refusals: 1 }]);
  for (let at = 1; at < MOST_REFUSALS; at += 1) await world.send();
  expect(allRows(world.db)).toMatchObject([{ set_aside: 1 }]);
});

test('S9: a final refusal sets the call aside at once, and what it did here can be given up', async () => {
  const world = withCall(
    () => Response.json({ error: 'm', code: 'forbidden' }, { status: 403 }),
    'discard',
  );
  await world.send();
  expect(allRows(world.db)).toMatchObject([{ set_aside: 1, attempts: 1 }]);
});
