import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SyncRow } from '../../contract/sync.ts';
import { applyServerRow } from '../library/apply.ts';
import type { LibraryContext } from '../library/context.ts';
import { allRows, enqueuePush, setAside } from '../library/outbox.ts';
import { listCollections } from '../library/user-collections.ts';
import { MOST_REFUSALS } from './backoff.ts';
import { listConflicts } from './conflicts.ts';
import { sendPushes } from './push.ts';
import { writePullState } from './sync-state.ts';
import { collectionRow, EPOCH, testSync } from './test-session.ts';

interface Sent {
  mutations: { id: string; rowId: string; base: string | null; fields: SyncRow }[];
}

const applied = (body: unknown, row: (sent: Sent['mutations'][number]) => object, more = {}) =>
  Response.json({
    epoch: EPOCH,
    results: (body as Sent).mutations.map((mutation) => ({
      id: mutation.id,
      status: 'applied',
      row: row(mutation),
      conflicts: [],
      ...more,
    })),
  });

function newCollection(context: LibraryContext, name: string): string {
  const rowId = randomUUID();
  enqueuePush(context, {
    table: 'user_collections',
    rowId,
    op: 'upsert',
    fields: { name, created_at: '2026-11-21T08:00:00.000Z' },
  });
  return rowId;
}

const rename = (context: LibraryContext, rowId: string, name: string) =>
  enqueuePush(context, { table: 'user_collections', rowId, op: 'upsert', fields: { name } });

describe('a push', () => {
  test('S2: what was sent without an answer is sent again with the same id and body, and joined by nothing', async () => {
    const bodies: unknown[] = [];
    const { deps, session, db, context } = testSync((_, body) => {
      bodies.push(body);
      throw new TypeError('fetch failed');
    });
    const id = newCollection(context, 'One');
    await expect(sendPushes(deps, session, allRows(db))).rejects.toMatchObject({ code: 'offline' });
    rename(context, id, 'Two');
    expect(allRows(db)).toHaveLength(2);
    await expect(sendPushes(deps, session, allRows(db).slice(0, 1))).rejects.toThrow();
    expect(bodies[1]).toEqual(bodies[0]);
    expect(allRows(db)[0]).toMatchObject({ attempts: 2, refusals: 0, set_aside: 0 });
  });

  test('S9: what was refused of a row ends with the deletion of the row, and is not seen again (seed 5580)', async () => {
    const { deps, session, db, context } = testSync((_, body) => {
      const [made, removed] = (body as Sent).mutations;
      const refusal = { status: 'rejected', code: 'deleted', message: 'names what is deleted' };
      return Response.json({
        epoch: EPOCH,
        results: [
          { id: made?.id, ...refusal },
          { id: removed?.id, status: 'applied', row: null, conflicts: [] },
        ],
      });
    });
    const id = newCollection(context, 'Refused');
    // It may have left already: the deletion is an edit of its own.
    db.run('update outbox set attempts = 1');
    enqueuePush(context, { table: 'user_collections', rowId: id, op: 'delete', fields: {} });
    await sendPushes(deps, session, allRows(db));
    expect(allRows(db)).toEqual([]);
    expect(listCollections(db)).toEqual([]);
  });

  test('S2: an answer that comes after a newer row was pulled does not cover it', async () => {
    const { deps, session, db, context } = testSync((_, body) =>
      applied(body, ({ rowId }) => collectionRow(rowId, '10', { name: 'Mine' }).row),
    );
    const id = newCollection(context, 'Mine');
    applyServerRow(db, 'user_collections', collectionRow(id, '11', { name: 'Newer' }).row);
    await sendPushes(deps, session, allRows(db));
    expect(listCollections(db)).toMatchObject([{ name: 'Newer' }]);
    expect(allRows(db)).toEqual([]);
  });

  test('S2: an answer of long ago does not bring back a row that is gone by now', async () => {
    const { deps, session, db, context } = testSync((_, body) =>
      applied(body, ({ rowId }) => collectionRow(rowId, '10').row),
    );
    newCollection(context, 'Gone');
    writePullState(db, { cursor: { xid: '50', table: '~', id: '' }, epoch: EPOCH, resync: null });
    await sendPushes(deps, session, allRows(db));
    expect(listCollections(db)).toEqual([]);
  });

  test('S3: it names the base and only the changed fields; the value that lost is kept', async () => {
    const sent: unknown[] = [];
    const { deps, session, db, context } = testSync((_, body) => {
      sent.push(body);
      return applied(body, ({ rowId }) => collectionRow(rowId, '8', { name: 'Mine' }).row, {
        conflicts: [{ field: 'name', lost: 'Theirs', won: 'Mine' }],
      });
    });
    const id = randomUUID();
    applyServerRow(db, 'user_collections', collectionRow(id, '5').row);
    rename(context, id, 'Mine');
    await sendPushes(deps, session, allRows(db));
    expect(sent).toMatchObject([
      { mutations: [{ rowId: id, base: '5', fields: { name: 'Mine' } }] },
    ]);
    expect(Object.keys((sent[0] as Sent).mutations[0]?.fields ?? {})).toEqual(['name']);
    expect(listConflicts(db)).toMatchObject([{ rowId: id, lost: 'Theirs', won: 'Mine' }]);
  });

  test('S6: an answer of another history ends nothing', async () => {
    const { deps, session, db, context } = testSync((_, body) =>
      applied(body, ({ rowId }) => collectionRow(rowId, '8').row),
    );
    const other = '00000000-0000-7000-8000-0000000000ff';
    writePullState(db, { cursor: { xid: '5', table: '~', id: '' }, epoch: other, resync: null });
    newCollection(context, 'Waits');
    await expect(sendPushes(deps, session, allRows(db))).rejects.toMatchObject({
      code: 'backend_unavailable',
    });
    expect(allRows(db)).toMatchObject([{ set_aside: 0 }]);
  });

  test('S9: one edit that breaks the backend waits by itself, is set aside in the end, and the others go', async () => {
    const { deps, session, db, context } = testSync((_, body) => {
      const breaks = (body as Sent).mutations.some(({ fields }) => fields['name'] === 'Poison');
      if (breaks) return new Response('{"message":"stack depth"}', { status: 500 });
      return applied(body, ({ rowId }) => collectionRow(rowId, '8').row);
    });
    newCollection(context, 'One');
    const poison = newCollection(context, 'Poison');
    newCollection(context, 'Two');
    await sendPushes(deps, session, allRows(db));
    expect(allRows(db)).toMatchObject([{ row_id: poison, refusals: 1, set_aside: 0 }]);
    for (let nr = 1; nr < MOST_REFUSALS; nr += 1) {
      expect(allRows(db)[0]?.set_aside).toBe(0);
      await sendPushes(deps, session, allRows(db));
    }
    expect(allRows(db)).toMatchObject([{ row_id: poison, set_aside: 1 }]);
  });

  test('S9: a backend that breaks at everything gives no edit up', async () => {
    const { deps, session, db, context } = testSync(() => new Response('{}', { status: 500 }));
    for (let nr = 0; nr < 10; nr += 1) newCollection(context, `Kept ${nr}`);
    await expect(sendPushes(deps, session, allRows(db))).rejects.toMatchObject({
      code: 'internal',
    });
    expect(allRows(db).every((row) => row.set_aside === 0)).toBe(true);
    expect(allRows(db).filter((row) => row.refusals > 0).length).toBeLessThanOrEqual(3);
  });

  test.each([200, 404, 403, 502])(
    'S9: a stranger’s page with status %i is no verdict',
    async (status) => {
      const { deps, session, db, context } = testSync(() => new Response('<html>', { status }));
      newCollection(context, 'Kept');
      await expect(sendPushes(deps, session, allRows(db))).rejects.toMatchObject({
        code: 'backend_unavailable',
      });
      expect(allRows(db)).toMatchObject([{ set_aside: 0, refusals: 0 }]);
    },
  );

  test('S9: an answer without a word on an edit does not end it, nor spin', async () => {
    const { deps, session, db, context } = testSync(() =>
      Response.json({ epoch: EPOCH, results: [] }),
    );
    newCollection(context, 'Kept');
    await expect(sendPushes(deps, session, allRows(db))).rejects.toMatchObject({
      code: 'backend_unavailable',
    });
    expect(allRows(db)).toHaveLength(1);
  });
});

describe('a row that was set aside', () => {
  const refused = { code: 'invalid_input', message: '' } as const;

  test('S9: is taken along by the next edit of its row, with what waited behind it', () => {
    const { db, context } = testSync(() => Response.error());
    const id = newCollection(context, 'Bad');
    setAside(db, allRows(db)[0]?.seq ?? 0, refused);
    rename(context, id, 'Good');
    rename(context, id, 'Better');
    const rows = allRows(db);
    expect(rows).toMatchObject([{ set_aside: 0, attempts: 0 }]);
    expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({
      base: null,
      fields: { name: 'Better', created_at: '2026-11-21T08:00:00.000Z' },
    });
    expect(listCollections(db)).toMatchObject([{ name: 'Better' }]);
  });

  test('S9: does not keep its row from being deleted', () => {
    const { db, context } = testSync(() => Response.error());
    const known = randomUUID();
    applyServerRow(db, 'user_collections', collectionRow(known, '5').row);
    rename(context, known, 'Bad');
    setAside(db, allRows(db)[0]?.seq ?? 0, refused);
    enqueuePush(context, { table: 'user_collections', rowId: known, op: 'delete', fields: {} });
    expect(allRows(db).map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { op: 'delete', base: '5' },
    ]);
    const unheard = newCollection(context, 'Bad too');
    setAside(db, allRows(db)[1]?.seq ?? 0, refused);
    enqueuePush(context, { table: 'user_collections', rowId: unheard, op: 'delete', fields: {} });
    expect(allRows(db)).toHaveLength(1);
    expect(listCollections(db)).toEqual([]);
  });
});
