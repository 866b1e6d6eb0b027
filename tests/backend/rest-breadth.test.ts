import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './rest-harness.ts';

const SCHEMA = `
create schema shop;
create schema hidden;
create table shop.wares (id int primary key, name text);
insert into shop.wares values (1, 'lamp');
create function shop.twice(n int) returns int language sql as 'select 2 * n';
grant usage on schema shop to anon, authenticated, service_role;
grant all on all tables in schema shop to anon, authenticated, service_role;
create table words (
  id int primary key, word text, body text, vector tsvector generated always as (to_tsvector('english', coalesce(body, ''))) stored,
  span int4range, tags text[], data jsonb, mood text, done boolean
);
insert into words (id, word, body, span, tags, data, mood, done) values
  (1, 'Apple', 'The fat cats sat on mats', '[1,5)', '{a,b}', '{"k": 1, "deep": {"v": "x"}}', 'high', true),
  (2, 'apricot', 'A rat ran from the cat', '[5,9)', '{b}', '{"k": 2}', 'low', false),
  (3, 'Banana', 'Nothing to see', '[20,30)', '{}', '{}', null, null),
  (4, 'a*b%c_d', 'cats, and rats', 'empty', '{c,"d e"}', '[1, 2]', 'high', true),
  (5, null, null, null, null, null, null, null);
create table rows_of_many as select n as id, 'row ' || n as name from generate_series(1, 120) as n;
create function all_of_many() returns setof rows_of_many language sql stable as 'select * from public.rows_of_many';
create function sets_nothing(a int, b text default 'b') returns json language sql stable as
  'select json_build_object(''a'', a, ''b'', b)';
grant execute on all functions in schema shop to anon;
`;
const CONFIG = `[api]
schemas = ["public", "shop"]
max_rows = 100
`;

let h: Harness;
beforeAll(async () => {
  h = await startHarness(SCHEMA, CONFIG);
});
afterAll(async () => {
  expect(h.errors).toEqual([]);
  await h.close();
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${h.server.url}/rest/v1/${path}`, {
    method,
    headers: { apikey: h.server.serviceRoleKey, ...headers },
  });

/** What Postgres itself finds by a condition: the answer that a filter is held against. */
async function oracle(condition: string): Promise<number[]> {
  const { rows } = await h.server.engine.transaction('admin', (tx) =>
    tx.query<{ id: number }>(`select id from public.words where ${condition} order by id`),
  );
  return rows.map(({ id }) => id);
}

/** Column, operator and value as the protocol writes them, and the same in SQL. */
const FILTERS: readonly (readonly [string, string, string, string])[] = [
  ['word', 'eq', 'Apple', `word = 'Apple'`],
  ['word', 'neq', 'Apple', `word <> 'Apple'`],
  ['id', 'gt', '2', 'id > 2'],
  ['id', 'gte', '2', 'id >= 2'],
  ['id', 'lt', '2', 'id < 2'],
  ['id', 'lte', '2', 'id <= 2'],
  ['word', 'like', 'A*', `word like 'A%'`],
  ['word', 'ilike', 'a*', `word ilike 'a%'`],
  ['word', 'like(any)', '{A*,B*}', `word like any (array['A%', 'B%'])`],
  ['word', 'like(all)', '{A*,*e}', `word like all (array['A%', '%e'])`],
  ['word', 'ilike(any)', '{a*,b*}', `word ilike any (array['a%', 'b%'])`],
  ['word', 'ilike(all)', '{a*,*t}', `word ilike all (array['a%', '%t'])`],
  ['word', 'match', '^A', `word ~ '^A'`],
  ['word', 'imatch', '^a', `word ~* '^a'`],
  ['word', 'in', '(Apple,"a*b%c_d")', `word in ('Apple', 'a*b%c_d')`],
  ['id', 'eq(any)', '{1,3}', 'id = any (array[1, 3])'],
  ['id', 'gt(all)', '{1,3}', 'id > all (array[1, 3])'],
  ['mood', 'is', 'null', 'mood is null'],
  ['mood', 'is', 'not_null', 'mood is not null'],
  ['done', 'is', 'true', 'done is true'],
  ['done', 'is', 'false', 'done is false'],
  ['done', 'is', 'unknown', 'done is unknown'],
  ['mood', 'isdistinct', 'high', `mood is distinct from 'high'`],
  ['vector', 'fts(english)', 'cat & mat', `vector @@ to_tsquery('english', 'cat & mat')`],
  ['vector', 'plfts(english)', 'fat cats', `vector @@ plainto_tsquery('english', 'fat cats')`],
  ['vector', 'phfts(english)', 'the cat', `vector @@ phraseto_tsquery('english', 'the cat')`],
  ['vector', 'wfts(english)', 'cat -rat', `vector @@ websearch_to_tsquery('english', 'cat -rat')`],
  ['vector', 'fts', 'cat', `vector @@ to_tsquery('cat')`],
  ['tags', 'cs', '{b}', `tags @> '{b}'`],
  ['tags', 'cd', '{a,b,c}', `tags <@ '{a,b,c}'`],
  ['tags', 'ov', '{a,"d e"}', `tags && '{a,"d e"}'`],
  ['data', 'cs', '{"k":1}', `data @> '{"k": 1}'`],
  ['data->k', 'eq', '2', `data -> 'k' = '2'`],
  ['data->>k', 'eq', '1', `data ->> 'k' = '1'`],
  ['data->deep->>v', 'like', 'x*', `data -> 'deep' ->> 'v' like 'x%'`],
  ['data->0', 'eq', '1', `data -> 0 = '1'`],
  ['span', 'cs', '[2,3]', `span @> '[2,3]'::int4range`],
  ['span', 'cd', '[0,10]', `span <@ '[0,10]'::int4range`],
  ['span', 'ov', '[4,6]', `span && '[4,6]'::int4range`],
  ['span', 'sl', '[9,20]', `span << '[9,20]'::int4range`],
  ['span', 'sr', '[1,4]', `span >> '[1,4]'::int4range`],
  ['span', 'nxr', '[5,9)', `span &< '[5,9)'::int4range`],
  ['span', 'nxl', '[5,9)', `span &> '[5,9)'::int4range`],
  ['span', 'adj', '[9,20)', `span -|- '[9,20)'::int4range`],
];

describe('every filter says what Postgres says', () => {
  it.each(FILTERS)('%s=%s.%s', async (column, operator, value, sql) => {
    const ask = async (query: string): Promise<number[]> => {
      const answer = await get(`words?select=id&order=id&${query}`);
      const body = (await answer.json()) as { id: number }[];
      expect({ query, status: answer.status, body }).toMatchObject({ status: 200 });
      return body.map(({ id }) => id);
    };
    const path = encodeURIComponent(column);
    const text = encodeURIComponent(value);
    expect(await ask(`${path}=${operator}.${text}`)).toEqual(await oracle(sql));
    expect(await ask(`${path}=not.${operator}.${text}`)).toEqual(await oracle(`not (${sql})`));
    // In a tree, commas and brackets of a value need quotes; lists and quoted values have them.
    if (/[(),"]/.test(value) || operator.includes('(')) return;
    const inTree = encodeURIComponent(`${column}.${operator}.${value}`);
    const isNull = `${sql} or id = 5`;
    expect(await ask(`or=(${inTree},id.eq.5)`)).toEqual(await oracle(isNull));
    expect(await ask(`not.or=(${inTree},id.eq.5)`)).toEqual(await oracle(`not (${isNull})`));
    const both = `not (${sql}) and id in (1, 2)`;
    const tree = `and=(${encodeURIComponent(`${column}.not.${operator}.${value}`)},id.in.(1,2))`;
    expect(await ask(tree)).toEqual(await oracle(both));
  });

  it('trees nest, and each client method finds its own', async () => {
    const words = () => h.admin.from('words').select('id').order('id');
    const ids = async (query: PromiseLike<{ data: { id: number }[] | null }>) =>
      (await query).data?.map(({ id }) => id);
    expect(await ids(words().or('and(id.gt.1,id.lt.4),not.and(done.is.true,id.lt.9)'))).toEqual(
      await oracle('(id > 1 and id < 4) or not (done is true and id < 9)'),
    );
    expect(await ids(words().likeAnyOf('word', ['A%', 'B%']))).toEqual([1, 3]);
    expect(await ids(words().rangeAdjacent('span', '[9,20)'))).toEqual([2, 3]);
    expect(await ids(words().overlaps('tags', ['d e']))).toEqual([4]);
    expect(await ids(words().containedBy('tags', ['a', 'b']))).toEqual([1, 2, 3]);
    expect(await ids(words().match({ mood: 'high', done: true }))).toEqual([1, 4]);
    expect(await ids(words().not('mood', 'is', null))).toEqual([1, 2, 4]);
    expect(await ids(words().filter('data->>k', 'eq', '2'))).toEqual([2]);
    expect(
      await ids(words().textSearch('vector', 'fat cats', { type: 'phrase', config: 'english' })),
    ).toEqual([1]);
  });
});

describe('pages', () => {
  it('no answer is longer than max rows, and counts count all', async () => {
    const { data, count, status } = await h.admin
      .from('rows_of_many')
      .select('id', { count: 'exact' });
    expect([data?.length, count, status]).toEqual([100, 120, 206]);
    const called = await h.admin.rpc('all_of_many', {}, { count: 'exact' });
    expect([(called.data as unknown[]).length, called.count]).toEqual([100, 120]);
    expect((await h.admin.from('rows_of_many').select('id').limit(110)).data).toHaveLength(100);
  });

  it.each([
    ['0-9', 200, '0-9/*', 10],
    ['110-119', 200, '110-119/*', 10],
    ['118-', 200, '118-119/*', 2],
    ['nonsense', 200, '0-99/*', 100],
    ['5-2', 416, null, null],
    ['-5', 200, '0-99/*', 100],
    ['99999999999999999999-', 200, '0-99/*', 100],
  ])('the header Range: %s', async (range, status, contentRange, length) => {
    const answer = await get('rows_of_many?select=id', { range, 'range-unit': 'items' });
    const rows = (await answer.json()) as unknown[];
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
    if (length !== null) expect(rows).toHaveLength(length);
  });

  it('HEAD answers as GET does, without a body', async () => {
    for (const path of ['words?select=id&limit=2', 'rpc/all_of_many?limit=2', '']) {
      const [head, whole] = await Promise.all([
        get(path, { prefer: 'count=exact' }, 'HEAD'),
        get(path, { prefer: 'count=exact' }),
      ]);
      const facts = ({ status, headers }: Response) => [
        status,
        headers.get('content-range'),
        headers.get('content-type'),
      ];
      expect(facts(head)).toEqual(facts(whole));
      expect(await head.text()).toBe('');
    }
  });
});

describe('schemas and preferences', () => {
  it('other schemas are reached where the project exposes them, and only there', async () => {
    const shop = h.client().schema('shop');
    expect((await shop.from('wares').select()).data).toEqual([{ id: 1, name: 'lamp' }]);
    expect((await shop.rpc('twice', { n: 4 })).data).toBe(8);
    expect((await h.client().schema('hidden').from('x').select()).error?.code).toBe('PGRST106');
    expect((await h.client().from('wares').select()).error?.code).toBe('PGRST205');
  });

  it('Prefer: what is understood is told; under handling=strict the rest is refused', async () => {
    const lenient = await get('words?select=id', { prefer: 'count=exact, nonsense=1' });
    expect([lenient.status, lenient.headers.get('preference-applied')]).toEqual([
      200,
      'count=exact',
    ]);
    const strict = await get('words', { prefer: 'handling=strict, nonsense=1' });
    expect([strict.status, ((await strict.json()) as { code: string }).code]).toEqual([
      400,
      'PGRST122',
    ]);
  });

  it('explain is off, as on a project that does not ask for it: 406 PGRST107, and nothing is done', async () => {
    const shop = h.admin.schema('shop');
    const plans = [
      h.client().from('words').select().explain(),
      h.client().from('words').select().explain({ format: 'json', analyze: true }),
      shop.from('wares').insert({ id: 99, name: 'never' }).select().explain({ analyze: true }),
      h.admin.rpc('sets_nothing', { a: 1 }).explain(),
    ];
    for (const { data, error, status } of await Promise.all(plans)) {
      expect([data, status]).toEqual([null, 406]);
      expect(error).toMatchObject({
        code: 'PGRST107',
        message: expect.stringMatching(
          /^None of these media types are available: application\/vnd\.pgrst\.plan\+(?:text|json); for=/,
        ),
        details: null,
        hint: null,
      });
    }
    expect((await shop.from('wares').select().eq('id', 99)).data).toEqual([]);
  });

  it('CSV goes in as it comes out, and so does a form', async () => {
    const csv = 'id,name\r\n7,"a ""quoted"", name"\r\n8,NULL\n9,""\n';
    const write = async (type: string, body: string) => {
      const headers = {
        apikey: h.server.serviceRoleKey,
        'content-type': type,
        'content-profile': 'shop',
        prefer: 'return=representation',
      };
      const answer = await fetch(`${h.server.url}/rest/v1/wares`, {
        method: 'POST',
        body,
        headers,
      });
      return (await answer.json()) as unknown;
    };
    expect(await write('text/csv', csv)).toEqual([
      { id: 7, name: 'a "quoted", name' },
      { id: 8, name: null },
      { id: 9, name: '' },
    ]);
    for (const broken of ['id,name\n1', 'id,name\n1,"open', 'id,name\n1,a"b"']) {
      expect(await write('text/csv', broken)).toMatchObject({ code: 'PGRST102' });
    }
    const form = await write('application/x-www-form-urlencoded', 'id=10&name=a+form');
    expect(form).toEqual([{ id: 10, name: 'a form' }]);
  });

  it('the root describes what there is, schema by schema', async () => {
    const root = (await (await get('')).json()) as {
      swagger: string;
      paths: Record<string, unknown>;
      definitions: Record<string, { properties: Record<string, object> }>;
    };
    expect(root.swagger).toBe('2.0');
    expect(Object.keys(root.paths)).toEqual(
      expect.arrayContaining(['/', '/words', '/rpc/sets_nothing']),
    );
    expect(root.definitions.words?.properties.id).toMatchObject({ type: 'integer' });
    const shop = (await (await get('', { 'accept-profile': 'shop' })).json()) as typeof root;
    expect(Object.keys(shop.definitions)).toEqual(['wares']);
  });

  it('a routine is called by GET, HEAD and POST alike', async () => {
    const given = { a: 1, b: 'x,y(z)' };
    expect((await h.admin.rpc('sets_nothing', given)).data).toEqual(given);
    expect((await h.admin.rpc('sets_nothing', given, { get: true })).data).toEqual(given);
    expect((await h.admin.rpc('sets_nothing', { a: 1 }, { head: true })).status).toBe(200);
  });
});
