import { expect, test } from 'vitest';
import type { SyncRow } from '../../contract/sync.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { acknowledge, applyServerRow, applyServerRows, forgetSaid } from './apply.ts';
import { purgeWorks, trashWorks, updateWorks } from './edit-library.ts';
import { findWork } from './works.ts';
import { allRows, enqueueCall, enqueuePush, markSent, type PushBody, withdraw } from './outbox.ts';
import { serverRow } from './server-rows.ts';
import { RECIPE, sha, testLibrary, workRow } from './test-library.ts';

const bodies = (library: ReturnType<typeof testLibrary>) =>
  allRows(library.db).map((row) => JSON.parse(row.body) as PushBody);

test('S5: a pulled row goes under the pending changes, field by field', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id), '10');
  updateWorks(library.context, [id], { title: 'Mine' });
  applyServerRow(
    library.db,
    'user_library',
    workRow(id, { custom_title: 'Theirs', is_favorite: true }),
    '11',
  );
  expect(findWork(library.db, id)).toMatchObject({
    title: 'Mine',
    isFavorite: true,
    syncState: 'queued',
  });
  const [push] = allRows(library.db);
  withdraw(library.db, push?.seq ?? 0);
  expect(findWork(library.db, id)).toMatchObject({ title: 'Theirs', syncState: 'synced' });
});

test('S5: pending edits replay in the order they were made', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id), '10');
  for (const title of ['one', 'two', 'three']) {
    updateWorks(library.context, [id], { title });
    // Sent, so that the next edit is a row of its own.
    for (const row of allRows(library.db)) markSent(library.db, row.seq);
  }
  expect(allRows(library.db)).toHaveLength(3);
  applyServerRow(library.db, 'user_library', workRow(id, { custom_title: 'zero' }), '12');
  expect(findWork(library.db, id)?.title).toBe('three');
  const [first] = allRows(library.db);
  acknowledge(library.db, first?.seq ?? 0);
  expect(findWork(library.db, id)?.title).toBe('three');
});

test('S5: a tombstone removes the row, and an edit of what is gone does not bring half of it back', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id), '10');
  updateWorks(library.context, [id], { isFavorite: true });
  applyServerRow(
    library.db,
    'user_library',
    workRow(id, { deleted_at: '2026-11-21T08:00:00Z' }),
    '11',
  );
  expect(findWork(library.db, id)).toBeUndefined();
});

test('S3: an edit names the row it was made on', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id, { sync_xid: '18446744073709551615' }));
  updateWorks(library.context, [id], { isFavorite: true });
  expect(bodies(library)).toEqual([
    { op: 'upsert', base: '18446744073709551615', fields: { is_favorite: true } },
  ]);
});

test('S2: edits of one row join until they are sent, and never after', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id), '10');
  updateWorks(library.context, [id], { title: 'a' });
  updateWorks(library.context, [id], { isFavorite: true });
  expect(bodies(library)).toEqual([
    { op: 'upsert', base: '10', fields: { custom_title: 'a', is_favorite: true } },
  ]);
  markSent(library.db, allRows(library.db)[0]?.seq ?? 0);
  updateWorks(library.context, [id], { title: 'b' });
  expect(bodies(library).map((body) => body.fields)).toEqual([
    { custom_title: 'a', is_favorite: true },
    { custom_title: 'b' },
  ]);
});

test('S1: a row made and deleted before it was sent is never told of', () => {
  const library = testLibrary();
  const id = newId();
  const { id: _, ...fields } = workRow(id, { trashed_at: '2026-11-21T07:00:00Z' });
  enqueuePush(library.context, { table: 'user_library', rowId: id, op: 'upsert', fields });
  expect(purgeWorks(library.context, [id])).toBe(1);
  expect(allRows(library.db)).toEqual([]);
  expect(findWork(library.db, id)).toBeUndefined();
});

test('S1: a command that fails leaves neither rows nor outbox', () => {
  const library = testLibrary();
  const ids = [newId(), newId()];
  for (const id of ids) applyServerRow(library.db, 'user_library', workRow(id), '10');
  expect(() => trashWorks(library.context, [...ids, newId()])).toThrow(/not in the library/);
  expect(() =>
    library.context.command(['library'], () => {
      updateWorks(library.context, ids, { title: 'x' });
      throw new Error('a crash in the middle');
    }),
  ).toThrow('a crash');
  expect(allRows(library.db)).toEqual([]);
  expect(ids.map((id) => findWork(library.db, id)?.title)).toEqual([null, null]);
  expect(library.told).not.toContain('orders');
});

test('S11: columns this program does not know survive', () => {
  const library = testLibrary();
  const id = newId();
  const row: SyncRow = workRow(id, { mood_board: { from: 'a newer Atelier' } });
  applyServerRow(library.db, 'user_library', row, '10');
  updateWorks(library.context, [id], { title: 'x' });
  acknowledge(library.db, allRows(library.db)[0]?.seq ?? 0);
  expect(serverRow(library.db, 'user_library', id)?.row).toMatchObject({
    mood_board: { from: 'a newer Atelier' },
  });
  expect(findWork(library.db, id)?.title).toBe('x');
});

test('S5: what a call was to do holds until everything was pulled, and no longer where it did nothing', () => {
  const { db, context } = testLibrary();
  const id = newId();
  applyServerRow(db, 'user_library', workRow(id), '10');
  const fields = { custom_title: 'Asked for' };
  const effect = { table: 'user_library', rowId: id, op: 'upsert', fields } as const;
  enqueueCall(context, { target: 'queue-job', body: {}, effects: [effect] });
  acknowledge(db, allRows(db)[0]?.seq ?? 0);
  expect(findWork(db, id)?.title).toBe('Asked for');
  forgetSaid(db);
  expect(findWork(db, id)?.title).toBeNull();
});

test('S9: what was acknowledged stands until the next pull, without a flicker', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id), '10');
  updateWorks(library.context, [id], { title: 'x' });
  acknowledge(library.db, allRows(library.db)[0]?.seq ?? 0);
  expect(findWork(library.db, id)).toMatchObject({ title: 'x', syncState: 'synced' });
  applyServerRow(library.db, 'user_library', workRow(id, { custom_title: 'y' }), '11');
  expect(findWork(library.db, id)?.title).toBe('y');
});

test('S4: an answer older than what was pulled changes nothing', () => {
  const library = testLibrary();
  const id = newId();
  applyServerRow(library.db, 'user_library', workRow(id, { custom_title: 'new' }), '100');
  applyServerRow(library.db, 'user_library', workRow(id, { custom_title: 'old' }), '99');
  expect(findWork(library.db, id)?.title).toBe('new');
});

test('F7: a row of the server that makes no sense is kept but not shown', () => {
  const library = testLibrary();
  const id = newId();
  for (const fields of [{ sha256: '../../etc' }, { width: -1 }, { mime: 'image/svg+xml' }]) {
    applyServerRow(library.db, 'user_library', workRow(id, fields), '10');
    expect(findWork(library.db, id)).toBeUndefined();
  }
  applyServerRow(library.db, 'user_library', workRow(id), '11');
  expect(findWork(library.db, id)).toBeDefined();
});

test('S5: rows written together are what they are one by one', () => {
  const ids = Array.from({ length: 6 }, (_, at) => `00000000-0000-7000-8000-00000000010${at}`);
  const [edited = '', gone = '', unfit = '', ...rest] = ids;
  const before = ids.map((id, at) =>
    workRow(id, { sha256: sha(`${at}`), tags: ['Coast'], recipe: RECIPE, custom_title: 'Old' }),
  );
  const after = [
    workRow(edited, { sha256: sha('0'), tags: ['coast', 'Night'], custom_title: 'Théâtre' }),
    workRow(gone, { sha256: sha('1'), deleted_at: '2026-11-21T08:00:00Z' }),
    workRow(unfit, { sha256: 'none' }),
    ...rest.map((id) => workRow(id, { tags: ['NIGHT'], recipe: RECIPE, stack_id: unfit })),
  ];
  const tables = [together, oneByOne].map((apply) => {
    const { db, context } = testLibrary();
    for (const [at, rows] of [before, after].entries()) {
      if (at === 1) updateWorks(context, [edited], { notes: 'mine' });
      db.transaction(() =>
        apply(
          db,
          rows.map((row) => ({ xid: `${at + 1}`, row })),
        ),
      );
    }
    return TOLD_IN.map((table) => db.all(`select * from ${table}`));
  });
  expect(tables[0]).toEqual(tables[1]);
  expect(tables[0]?.[0]).toHaveLength(4);
});

const TOLD_IN = [
  'user_library',
  'server_rows',
  'work_facts',
  'tags',
  'work_tags',
  'used_models',
  'stacks',
  'known_words order by word',
  "library_search where library_search match 'theatre'",
];
type Rows = Parameters<typeof applyServerRows>[2];

function together(db: Database, rows: Rows): void {
  applyServerRows(db, 'user_library', rows);
}

function oneByOne(db: Database, rows: Rows): void {
  for (const { row, xid } of rows) applyServerRow(db, 'user_library', row, xid);
}
