import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { placeHash } from '../../core/sync/digest.ts';
import {
  DigestAnswer,
  libraryPath,
  type Mutation,
  type MutationResult,
  PullAnswer,
  PushAnswer,
  START,
  SyncTable,
} from '../../contract/sync.ts';
import type { Database, Row } from './database.ts';
import { claimOne, complete, enqueue, hireWorker, putObject, refusal } from './fixtures.ts';
import { oneOfEach } from './one-of-each.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let user: string;

beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db.close());
beforeEach(async () => {
  user = await db.signUp();
});

const PHONE = 'phone';
const LAPTOP = 'laptop';

const edit = (more: Partial<Mutation>): Mutation => ({
  id: randomUUID(),
  table: 'user_collections',
  rowId: randomUUID(),
  op: 'upsert',
  base: null,
  fields: {},
  ...more,
});

async function push(mutations: unknown[], session: string = PHONE, owner = user) {
  const answer = await db
    .as({ user: owner, session })
    .rpc<unknown>('sync_push', { mutations: JSON.stringify(mutations) });
  return PushAnswer.parse(answer).results;
}

async function pushOne(mutation: Mutation, session?: string, owner?: string) {
  const [result] = await push([mutation], session, owner);
  return result as MutationResult;
}

async function pull(after: unknown = START, maxRows = 1000, owner = user) {
  const answer = await db
    .as({ user: owner })
    .rpc<unknown>('sync_pull', { after: JSON.stringify(after), max_rows: maxRows });
  return PullAnswer.parse(answer);
}

async function newCollection(name = 'Harbour', session?: string) {
  const mutation = edit({ fields: { name } });
  const result = await pushOne(mutation, session);
  if (result.status !== 'applied') throw new Error(result.message);
  return { id: mutation.rowId, xid: String(result.row?.['sync_xid']) };
}

function work(owner = user, content: string = randomUUID()): Row {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    storage_path: libraryPath(owner, sha256, 'png'),
    sha256,
    mime: 'image/png',
    bytes: 10,
    width: 8,
    height: 8,
    origin: 'imported',
    file_name: 'boat.png',
    recipe: null,
  };
}

async function newWork(fields: Row = work()) {
  await putObject(db, 'user-library', String(fields['storage_path']));
  const mutation = edit({ table: 'user_library', fields });
  const result = await pushOne(mutation);
  if (result.status !== 'applied') throw new Error(result.message);
  return { id: mutation.rowId, xid: String(result.row?.['sync_xid']), row: result.row };
}

describe('push', () => {
  test('S2: the same mutation id and body give the same verdict with the row as it is now, and take effect once', async () => {
    const mutation = edit({ fields: { name: 'One' } });
    const first = await pushOne(mutation);
    expect(await pushOne(mutation)).toEqual(first);
    await pushOne(edit({ rowId: mutation.rowId, base: null, fields: { name: 'Two' } }));
    expect(await pushOne(mutation)).toEqual({
      ...first,
      row: expect.objectContaining({ name: 'Two' }),
    });
    const rows = await db.owner.query('select name from user_collections where id = $1', [
      mutation.rowId,
    ]);
    expect(rows).toEqual([{ name: 'Two' }]);
  });

  test('S2: the same id with another body is refused and changes nothing', async () => {
    const mutation = edit({ fields: { name: 'One' } });
    await pushOne(mutation);
    expect(await pushOne({ ...mutation, fields: { name: 'Two' } })).toMatchObject({
      status: 'rejected',
      code: 'changed_body',
    });
    const rows = await db.owner.query('select name from user_collections where id = $1', [
      mutation.rowId,
    ]);
    expect(rows).toEqual([{ name: 'One' }]);
  });

  test('S2: mutation ids are each user’s own', async () => {
    const mutation = edit({ fields: { name: 'One' } });
    await pushOne(mutation);
    const other = await db.signUp();
    const result = await pushOne({ ...mutation, rowId: randomUUID() }, PHONE, other);
    expect(result.status).toBe('applied');
  });

  test('S2: a refused mutation leaves the others of its push alone, and stays refused', async () => {
    const bad = edit({ fields: { name: '' } });
    const good = edit({ fields: { name: 'Good' } });
    const [first, second] = await push([bad, good]);
    expect(first).toMatchObject({ status: 'rejected', code: 'invalid' });
    expect(second).toMatchObject({ status: 'applied' });
    expect(await pushOne(bad)).toEqual(first);
  });

  test('S3: edits of different fields merge without a conflict', async () => {
    const { id, xid } = await newWork();
    const title = edit({
      table: 'user_library',
      rowId: id,
      base: xid,
      fields: { custom_title: 'Boat' },
    });
    const star = edit({
      table: 'user_library',
      rowId: id,
      base: xid,
      fields: { is_favorite: true },
    });
    await pushOne(title, PHONE);
    const result = await pushOne(star, LAPTOP);
    expect(result).toMatchObject({
      conflicts: [],
      row: { custom_title: 'Boat', is_favorite: true },
    });
  });

  test('S3: one field edited on two devices goes to the later arrival, and the loser is named', async () => {
    const { id, xid } = await newCollection();
    await pushOne(edit({ rowId: id, base: xid, fields: { name: 'Phone' } }), PHONE);
    const later = await pushOne(edit({ rowId: id, base: xid, fields: { name: 'Laptop' } }), LAPTOP);
    expect(later).toMatchObject({
      row: { name: 'Laptop' },
      conflicts: [{ field: 'name', lost: 'Phone', won: 'Laptop' }],
    });
  });

  test('S3: two edits of one device before it pulled are no conflict, in one push or in two', async () => {
    const { id, xid } = await newCollection();
    const rename = (name: string) => edit({ rowId: id, base: xid, fields: { name } });
    await pushOne(rename('First'));
    const results = await push([rename('Second'), rename('Third')]);
    expect(results).toMatchObject([{ conflicts: [] }, { conflicts: [] }]);
    await pushOne(rename('Laptop'), LAPTOP);
    expect(await pushOne(rename('Fourth'))).toMatchObject({
      conflicts: [{ field: 'name', lost: 'Laptop', won: 'Fourth' }],
    });
  });

  test('S3: both sides writing the same value is no conflict', async () => {
    const { id, xid } = await newWork();
    const at = '2026-05-01T10:00:00Z';
    const trash = (trashed_at: string) =>
      edit({ table: 'user_library', rowId: id, base: xid, fields: { trashed_at } });
    await pushOne(trash(at), PHONE);
    expect(await pushOne(trash('2026-05-01T12:00:00+02:00'), LAPTOP)).toMatchObject({
      conflicts: [],
    });
  });

  test('S6: a delete is a tombstone; a late edit of it is refused; deleting again is fine', async () => {
    const { id, xid } = await newCollection();
    const gone = await pushOne(edit({ rowId: id, op: 'delete', base: xid }), LAPTOP);
    expect(gone).toMatchObject({ status: 'applied', row: { id, deleted_at: expect.any(String) } });
    const late = edit({ rowId: id, base: xid, fields: { name: 'Late' } });
    expect(await pushOne(late, PHONE)).toMatchObject({ status: 'rejected', code: 'deleted' });
    expect(await pushOne(edit({ rowId: id, op: 'delete', base: xid }), PHONE)).toMatchObject({
      status: 'applied',
    });
    expect(await pushOne(edit({ op: 'delete' }))).toMatchObject({ status: 'applied', row: null });
  });

  test('S6: undo revives: by whoever knows of the tombstone, and by the session that deleted', async () => {
    const { id, xid } = await newCollection();
    const gone = await pushOne(edit({ rowId: id, op: 'delete', base: xid }), LAPTOP);
    const base = String((gone as { row: Row }).row['sync_xid']);
    const known = await pushOne(edit({ rowId: id, base, fields: { name: 'Back' } }), PHONE);
    expect(known).toMatchObject({ status: 'applied', row: { name: 'Back', deleted_at: null } });
    await pushOne(edit({ rowId: id, op: 'delete', base }), LAPTOP);
    const undone = await pushOne(edit({ rowId: id, base, fields: { name: 'Undone' } }), LAPTOP);
    expect(undone).toMatchObject({ status: 'applied', row: { name: 'Undone', deleted_at: null } });
  });

  test('S6: a deleted collection takes its memberships along; a membership may come and go', async () => {
    const { id: collection_id, xid } = await newCollection();
    const { id: library_id } = await newWork();
    const member = edit({ table: 'collection_items', fields: { collection_id, library_id } });
    await pushOne(member);
    await pushOne(edit({ table: 'collection_items', rowId: member.rowId, op: 'delete' }), LAPTOP);
    const again = { ...member, id: randomUUID() };
    expect(await pushOne(again)).toMatchObject({ status: 'applied', row: { deleted_at: null } });
    await pushOne(edit({ rowId: collection_id, op: 'delete', base: xid }));
    const rows = await db.owner.query('select deleted_at from collection_items where id = $1', [
      member.rowId,
    ]);
    expect(rows[0]?.['deleted_at']).not.toBeNull();
    expect(await pushOne({ ...member, id: randomUUID() })).toMatchObject({ code: 'deleted' });
  });

  test('S6: a membership comes again when even its tombstone is forgotten', async () => {
    const { id: collection_id } = await newCollection();
    const { id: library_id } = await newWork();
    const member = edit({ table: 'collection_items', fields: { collection_id, library_id } });
    await pushOne(member);
    const gone = await pushOne(
      edit({ table: 'collection_items', rowId: member.rowId, op: 'delete' }),
    );
    const base = String((gone as { row: Row }).row['sync_xid']);
    await db.owner.query('delete from collection_items where id = $1', [member.rowId]);
    const again = await pushOne({ ...member, id: randomUUID(), base });
    expect(again).toMatchObject({ status: 'applied', row: { deleted_at: null } });
  });

  test('S3: rating, notes, tags, stack and the rest of a work are a client’s to write, within their limits', async () => {
    const stack_id = randomUUID();
    const said = { rating: 4, notes: 'for the cover', tags: ['fox', 'snow'], stack_id };
    const { id, xid } = await newWork({ ...work(), ...said });
    const again = edit({ table: 'user_library', rowId: id, base: xid, fields: { rating: 5 } });
    expect(await pushOne(again)).toMatchObject({ row: { ...said, rating: 5 }, conflicts: [] });
    for (const fields of [{ rating: 6 }, { rating: -1 }, { notes: 'x'.repeat(4_001) }]) {
      const wrong = edit({ table: 'user_library', rowId: id, base: xid, fields });
      expect(await pushOne(wrong)).toMatchObject({ status: 'rejected', code: 'invalid' });
    }
  });

  test('S3: a collection lies in another, may close a circle with it, and outlives it', async () => {
    const outer = await newCollection('outer');
    const inner = edit({ fields: { name: 'inner', parent_id: outer.id, search: 'rating:>3' } });
    expect(await pushOne(inner)).toMatchObject({ row: { parent_id: outer.id } });
    const circle = edit({ rowId: outer.id, base: outer.xid, fields: { parent_id: inner.rowId } });
    expect(await pushOne(circle)).toMatchObject({ status: 'applied' });
    await pushOne(edit({ rowId: outer.id, base: outer.xid, op: 'delete' }));
    const late = edit({ fields: { name: 'late', parent_id: outer.id } });
    expect(await pushOne(late)).toMatchObject({ status: 'applied', row: { parent_id: outer.id } });
    await db.owner.query('delete from user_collections where id = $1', [outer.id]);
    const [left] = await db.owner.query('select parent_id from user_collections where id = $1', [
      late.rowId,
    ]);
    expect(left?.['parent_id']).toBeNull();
  });

  test('S8: a row is taken only when its file was uploaded, at the place its content names', async () => {
    const fields = work();
    const mutation = edit({ table: 'user_library', fields });
    expect(await pushOne(mutation)).toMatchObject({ status: 'rejected', code: 'file_missing' });
    await putObject(db, 'user-library', String(fields['storage_path']));
    const again = { ...mutation, id: randomUUID() };
    expect(await pushOne(again)).toMatchObject({ status: 'applied', row: { bytes: 10 } });
    const other = await newWork();
    const elsewhere = edit({
      table: 'user_library',
      fields: { ...work(), storage_path: other.row?.['storage_path'] },
    });
    expect(await pushOne(elsewhere)).toMatchObject({ status: 'rejected', code: 'invalid' });
  });

  test.each([
    [
      'another’s row',
      async (other: string) => {
        const { id } = await newCollection();
        return { owner: other, mutation: edit({ rowId: id, fields: { name: 'Mine' } }) };
      },
    ],
    [
      'another’s profile',
      async (other: string) => ({
        owner: other,
        mutation: edit({
          table: 'profiles' as const,
          rowId: user,
          base: '1',
          fields: { full_name: 'X' },
        }),
      }),
    ],
    [
      'another’s collection',
      async (other: string) => {
        const { id } = await newCollection();
        const fields = { collection_id: id, library_id: randomUUID() };
        return { owner: other, mutation: edit({ table: 'collection_items' as const, fields }) };
      },
    ],
    [
      'a place in another’s collection',
      async (other: string) => {
        const { id } = await newCollection();
        return { owner: other, mutation: edit({ fields: { name: 'X', parent_id: id } }) };
      },
    ],
    [
      'a delete of another’s row',
      async (other: string) => {
        const { id } = await newCollection();
        return { owner: other, mutation: edit({ rowId: id, op: 'delete' as const }) };
      },
    ],
    [
      'another’s file',
      async (other: string) => {
        const fields = work(user);
        await putObject(db, 'user-library', String(fields['storage_path']));
        return { owner: other, mutation: edit({ table: 'user_library' as const, fields }) };
      },
    ],
    [
      'a forged owner',
      async (other: string) => ({
        owner: other,
        mutation: edit({ fields: { name: 'X', user_id: user } }),
      }),
    ],
    [
      'a column of the server',
      async (other: string) => ({
        owner: other,
        mutation: edit({
          table: 'profiles' as const,
          rowId: other,
          fields: { credits_balance: 9_999 },
        }),
      }),
    ],
    [
      'a table of the server',
      async (other: string) => ({
        owner: other,
        mutation: { ...edit({ fields: {} }), table: 'jobs' as 'profiles' },
      }),
    ],
  ])('L4: %s is forbidden', async (_, make) => {
    const { owner, mutation } = await make(await db.signUp());
    expect(await pushOne(mutation, PHONE, owner)).toMatchObject({
      status: 'rejected',
      code: 'forbidden',
    });
  });

  test.each([
    ['a wrong type', { name: { a: 1 }, created_at: 'yesterday-ish' }],
    ['a missing column', {}],
    ['too long a name', { name: 'x'.repeat(121) }],
    ['null for what must be', { name: null }],
  ])('%s is invalid, not a failed push', async (_, fields) => {
    expect(await pushOne(edit({ fields }))).toMatchObject({ status: 'rejected', code: 'invalid' });
  });

  test('a push that is no push is refused whole', async () => {
    const me = db.as({ user });
    const send = (mutations: unknown) =>
      refusal(me.rpc('sync_push', { mutations: JSON.stringify(mutations) }));
    expect(await send({})).toBe('invalid_input');
    expect(await send([{ id: 'x' }])).toBe('invalid_input');
    expect(await send([5])).toBe('invalid_input');
    expect(await send(Array.from({ length: 101 }, () => edit({ fields: { name: 'n' } })))).toBe(
      'invalid_input',
    );
    expect(await refusal(db.as('anon').rpc('sync_push', { mutations: '[]' }))).toContain(
      'permission denied',
    );
  });

  test('a profile takes language, theme and name', async () => {
    const [me] = (await pull()).rows;
    const result = await pushOne(
      edit({
        table: 'profiles',
        rowId: user,
        base: me?.xid ?? null,
        fields: { theme: 'dark', language: 'en' },
      }),
    );
    expect(result).toMatchObject({ conflicts: [], row: { theme: 'dark', language: 'en' } });
  });
});

describe('pull', () => {
  test('S4: pages are in order, join up without gap or overlap, and end', async () => {
    for (let nr = 0; nr < 12; nr += 1) await newCollection(`Collection ${nr}`);
    const whole = await pull();
    const paged: PullAnswer['rows'] = [];
    let page = await pull(START, 5);
    for (; page.more; page = await pull(page.cursor, 5)) {
      expect(page.rows.length).toBeGreaterThan(0);
      paged.push(...page.rows);
    }
    paged.push(...page.rows);
    expect(paged).toEqual(whole.rows);
    expect((await pull(page.cursor)).rows).toEqual([]);
    const xids = whole.rows.map(({ xid }) => BigInt(xid));
    expect(xids).toEqual(xids.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('S4: one xid is never split, though it is larger than a page', async () => {
    await pull();
    const { cursor } = await pull();
    await push(Array.from({ length: 20 }, (_, nr) => edit({ fields: { name: `n${nr}` } })));
    await newCollection('after');
    const page = await pull(cursor, 5);
    expect(page.rows).toHaveLength(20);
    expect(new Set(page.rows.map(({ xid }) => xid)).size).toBe(1);
    expect(page.more).toBe(true);
    expect((await pull(page.cursor, 5)).rows.map(({ row }) => row['name'])).toEqual(['after']);
  });

  test('S4: a page that cannot take the next xid whole ends before it', async () => {
    const { cursor } = await pull();
    await newCollection('before');
    await push(Array.from({ length: 5 }, (_, nr) => edit({ fields: { name: `n${nr}` } })));
    const page = await pull(cursor, 3);
    expect(page.rows.map(({ row }) => row['name'])).toEqual(['before']);
    expect((await pull(page.cursor, 3)).rows).toHaveLength(5);
  });

  test('S4: a cursor inside an xid goes on behind it', async () => {
    const { cursor } = await pull();
    await push(Array.from({ length: 3 }, (_, nr) => edit({ fields: { name: `n${nr}` } })));
    const { rows } = await pull(cursor);
    const [first, ...rest] = rows;
    const after = { xid: first?.xid, table: first?.table, id: first?.id };
    expect((await pull(after)).rows).toEqual(rest);
  });

  test('S4: an update that no client sees is no change, one that they see is', async () => {
    const worker = await hireWorker(db);
    await db.owner.query('delete from orders');
    await enqueue(db, user);
    const job = await claimOne(db, worker);
    const { cursor } = await pull();
    await db.owner.query(
      "update jobs set lease_until = now(), provider_job_id = 'v' where id = $1",
      [job.id],
    );
    expect((await pull(cursor)).rows).toEqual([]);
    await complete(db, worker, job);
    const tables = (await pull(cursor)).rows.map(({ table }) => table);
    expect(tables.toSorted()).toEqual([
      'jobs',
      'order_items',
      'orders',
      'profiles',
      'workspace_assets',
    ]);
  });

  test('L4: what no client may see is in no row', async () => {
    const worker = await hireWorker(db);
    await db.owner.query('delete from orders');
    await enqueue(db, user);
    await complete(db, worker, await claimOne(db, worker));
    const { rows } = await pull();
    const columns = new Set(rows.flatMap(({ row }) => Object.keys(row)));
    for (const unseen of [
      'lease_token',
      'lease_until',
      'worker_id',
      'provider_job_id',
      'hold_id',
      'vendor_cost_usd',
      'field_xids',
    ]) {
      expect(columns).not.toContain(unseen);
    }
    expect(columns).toContain('storage_path');
  });

  test('S4, L4: a row of each table comes whole but for what no client may see, its xid on one page', async () => {
    await oneOfEach(db, user);
    const { rows } = await pull();
    const tables = new Set(rows.map(({ table }) => table));
    expect([...tables].toSorted()).toEqual(SyncTable.options.toSorted());
    for (const { table, id, xid, row } of rows) {
      const [stored] = await db.owner.query<{ row: Row }>(
        `select private.seen_row(to_jsonb(t)) as row from public.${table} as t where id = $1`,
        [id],
      );
      expect(row).toEqual(stored?.row);
      expect(row).toMatchObject({ id, sync_xid: xid });
    }
    const widest = rows.filter(({ xid }) => xid === rows.at(-1)?.xid);
    expect(widest.length).toBeGreaterThan(10);
    const pages = [await pull(START, 1)];
    for (let page = pages[0]; page?.more; pages.push(page)) page = await pull(page.cursor, 1);
    expect(pages.map((page) => page.rows)).toContainEqual(widest);
  });

  test('L4: a pull gives one’s own rows alone', async () => {
    await newCollection();
    const other = await db.signUp();
    const { rows } = await pull(START, 1000, other);
    expect(rows.map(({ id }) => id)).toEqual([other]);
    expect(await refusal(db.as('anon').rpc('sync_pull', { after: null }))).toContain(
      'permission denied',
    );
  });

  test('S6: tombstones are told of, until they are purged: then an older cursor starts over', async () => {
    const { id, xid } = await newCollection();
    const before = await pull();
    await pushOne(edit({ rowId: id, op: 'delete', base: xid }));
    const after = await pull(before.cursor);
    expect(after.rows).toMatchObject([{ id, row: { deleted_at: expect.any(String) } }]);
    await db.owner.query(
      "update user_collections set deleted_at = now() - interval '91 days' where id = $1",
      [id],
    );
    const told = await pull(after.cursor);
    expect(await db.service.rpc('purge_tombstones')).toBe(1);
    expect(await pull(before.cursor)).toMatchObject({
      expired: true,
      rows: [],
      cursor: START,
      more: true,
    });
    expect(await pull(told.cursor)).toMatchObject({ expired: false, rows: [] });
    expect((await pull(START)).rows.map((row) => row.id)).not.toContain(id);
  });

  test('S6: another epoch shows in every answer, and a cursor from the future starts over', async () => {
    const before = await pull();
    const epoch = await db.service.rpc<string>('start_sync_epoch');
    expect((await pull(before.cursor)).epoch).toBe(epoch);
    expect(epoch).not.toBe(before.epoch);
    expect(await pull({ xid: '900000000', table: '~', id: '' })).toMatchObject({ expired: true });
  });
});

test('S6: a first pull of many pages goes on, however young the tombstones are that were forgotten', async () => {
  const ids: string[] = [];
  for (let nr = 0; nr < 4; nr += 1) ids.push((await someCollection()).id);
  await pushOne(edit({ op: 'delete', rowId: ids[3] ?? '' }));
  await db.owner.query(
    `update user_collections set deleted_at = now() - interval '100 days' where id = $1`,
    [ids[3]],
  );
  await db.owner.query('select purge_tombstones()');
  const seen = new Set<string>();
  let after: unknown = START;
  for (let pages = 0; pages < 20; pages += 1) {
    const answer = await pull(after, 1);
    expect(answer.expired).toBe(false);
    for (const { id } of answer.rows) seen.add(id);
    after = answer.cursor;
    if (!answer.more) break;
  }
  expect(ids.map((id) => seen.has(id))).toEqual([true, true, true, false]);
  expect(after).not.toHaveProperty('floor');
});

test('S10: the digest is the sum that a device makes of the rows it pulled, and none where it missed one', async () => {
  const { id } = await someCollection();
  const gone = await someCollection();
  await pushOne(edit({ op: 'delete', rowId: gone.id }));
  const { rows, cursor } = await pull();
  const row = rows.find((each) => each.id === id);
  const ask = async (upto: string) =>
    DigestAnswer.parse(await db.as({ user }).rpc<unknown>('sync_digest', { upto })).tables;
  const tables = await ask(cursor.xid);
  expect(tables).toMatchObject({
    profiles: { rows: 1 },
    user_collections: { rows: 1, sum: String(placeHash(id, row?.xid ?? '')) },
  });
  await someCollection();
  expect(await ask(cursor.xid)).toBeNull();
});

async function someCollection() {
  const mutation = edit({ fields: { name: 'Harbour' } });
  await pushOne(mutation);
  return { mutation, id: mutation.rowId };
}
