import { connect } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, startHarness } from './rest-harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness(`
    create table things (id int primary key, name text, data jsonb, at timestamptz, tags text[]);
    insert into things values (1, 'kept', '{}', now(), '{}');
    create function echo(t text) returns text language sql as 'select t';
    create function whoami() returns text language sql as 'select auth.role()';
  `);
});
afterAll(async () => {
  const { data } = await h.admin.from('things').select('name').eq('id', 1);
  expect(data).toEqual([{ name: 'kept' }]);
  // Nothing of all this was an error of ours.
  expect(h.errors).toEqual([]);
  await h.close();
});

async function ask(
  path: string,
  init: Omit<RequestInit, 'headers'> & { key?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: unknown }> {
  const headers = { apikey: init.key ?? h.server.serviceRoleKey, ...init.headers };
  const answer = await fetch(`${h.server.url}${path}`, { ...init, headers });
  const text = await answer.text();
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

const INJECTIONS = [
  `'; drop table things; --`,
  `" or 1=1 --`,
  `1); drop table things; --`,
  `$1`,
  `\\'; select pg_sleep(10); --`,
  `*/ drop table things; /*`,
  `things"; drop table things; --`,
  `\u0000`,
  `\u202Eابجد 💥`,
  `x'||(select version())||'`,
];

it.each(INJECTIONS)('SQL in every place of a query is only text: %s', async (evil) => {
  const e = encodeURIComponent(evil);
  const quoted = encodeURIComponent(JSON.stringify(evil));
  const paths = [
    `/rest/v1/${e}`,
    `/rest/v1/things?select=${e}`,
    `/rest/v1/things?select=${quoted}`,
    `/rest/v1/things?select=a:${quoted}`,
    `/rest/v1/things?select=id::${e}`,
    `/rest/v1/things?select=data->${quoted}`,
    `/rest/v1/things?select=${quoted}(*)`,
    `/rest/v1/things?${e}=eq.1`,
    `/rest/v1/things?${quoted}=eq.1`,
    `/rest/v1/things?name=eq.${e}`,
    `/rest/v1/things?name=in.(${quoted})`,
    `/rest/v1/things?name=fts(${e}).x`,
    `/rest/v1/things?name=like(any).{${e}}`,
    `/rest/v1/things?id=is.${e}`,
    `/rest/v1/things?or=(${e})`,
    `/rest/v1/things?or=(name.eq.${quoted})`,
    `/rest/v1/things?order=${e}`,
    `/rest/v1/things?order=${quoted}.desc`,
    `/rest/v1/things?limit=${e}`,
    `/rest/v1/things?offset=${e}`,
    `/rest/v1/things?tags=cs.${e}`,
    `/rest/v1/rpc/${e}`,
    `/rest/v1/rpc/echo?t=${e}`,
    `/rest/v1/rpc/echo?${e}=1`,
  ];
  for (const path of paths) {
    const { status, body } = await ask(path);
    expect({
      path,
      status,
      isTyped: status < 400 || typeof (body as { code?: unknown }).code === 'string',
    }).toEqual({
      path,
      status: expect.toSatisfy((code: number) => code >= 200 && code < 500),
      isTyped: true,
    });
  }
  for (const [path, payload] of [
    ['/rest/v1/things', { [evil]: 1 }],
    ['/rest/v1/things', { id: evil }],
    [`/rest/v1/things?columns=${quoted}`, { id: 5 }],
    [`/rest/v1/things?on_conflict=${quoted}`, { id: 1 }],
    ['/rest/v1/rpc/echo', { [evil]: 1 }],
    ['/rest/v1/rpc/echo', { t: evil }],
  ] as const) {
    const { status } = await ask(path, {
      method: 'POST',
      body: JSON.stringify(payload),
      headers: {
        'content-type': 'application/json',
        prefer: 'tx=rollback,resolution=merge-duplicates',
      },
    });
    expect({ path, payload, status }).toMatchObject({
      status: expect.toSatisfy((code: number) => code < 500),
    });
  }
});

it('a text comes back as it went in, whatever it holds', async () => {
  for (const evil of INJECTIONS.filter((text) => !text.includes('\0'))) {
    expect((await h.admin.rpc('echo', { t: evil })).data).toBe(evil);
    expect((await h.admin.rpc('echo', { t: evil }, { get: true })).data).toBe(evil);
  }
});

it.each([
  ['select=id,,name', 'PGRST100'],
  ['select=things(', 'PGRST100'],
  ['select=id)', 'PGRST100'],
  ['id=1', 'PGRST100'],
  ['id=nonsense.1', 'PGRST100'],
  ['id=in.1', 'PGRST100'],
  ['id=neq(any).{1}', 'PGRST100'],
  ['or=(id.eq.1', 'PGRST100'],
  ['or=()', 'PGRST100'],
  ['order=id.sideways', 'PGRST100'],
  ['limit=-1', 'PGRST100'],
  ['limit=1e9', 'PGRST100'],
  [`select=${'a('.repeat(100)}${')'.repeat(100)}`, 'PGRST100'],
  [`or=${'(and'.repeat(500)}(id.eq.1)${')'.repeat(500)}`, 'PGRST100'],
  ['id=eq.999999999999', '22003'],
  ['at=gt.never', '22007'],
  ['tags=cs.{', '22P02'],
])('a malformed query is refused: %s', async (query, code) => {
  expect(await ask(`/rest/v1/things?${query}`)).toMatchObject({ status: 400, body: { code } });
});

it.each([
  ['{', 'PGRST102'],
  ['', 'PGRST102'],
  ['[1]', 'PGRST102'],
  ['"text"', 'PGRST102'],
  ['[{"id": 2}, {"name": "x"}]', 'PGRST102'],
  [`{"data": ${'['.repeat(5000)}${']'.repeat(5000)}}`, 'PGRST102'],
])('a malformed body is refused: %.20s', async (body, code) => {
  expect(await ask('/rest/v1/things', { method: 'POST', body })).toMatchObject({
    status: 400,
    body: { code },
  });
});

it('a body beyond the limit is 413, and the next request is answered', async () => {
  const body = JSON.stringify({ id: 2, name: 'x'.repeat(11 * 1024 * 1024) });
  expect(await ask('/rest/v1/things', { method: 'POST', body })).toMatchObject({ status: 413 });
  expect(await ask('/auth/v1/signup', { method: 'POST', body })).toMatchObject({ status: 413 });
  expect(await ask('/rest/v1/things?select=id')).toMatchObject({ status: 200 });
});

it('tokens that are forged, expired, unsigned or no tokens are 401', async () => {
  const [head = '', claims = ''] = h.server.serviceRoleKey.split('.');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const other = await new SignJWT({ role: 'service_role' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(Buffer.from('another secret that is long enough to sign'));
  for (const token of [
    'x',
    'a.b.c',
    `${none}.${claims}.`,
    `${head}.${claims}.AAAA`,
    other,
    '..',
    'ä'.repeat(3),
  ]) {
    const authorization = `Bearer ${Buffer.from(token).toString('latin1')}`;
    const refused = await ask('/rest/v1/things', { headers: { authorization } });
    expect({ token, ...refused }).toMatchObject({ status: 401, body: { code: 'PGRST301' } });
    const key = await ask('/rest/v1/things', { key: Buffer.from(token).toString('latin1') });
    expect({ token, ...key }).toMatchObject({ status: 401, body: { message: 'Invalid API key' } });
  }
});

it('a page of another site gets nothing by its own name', async () => {
  const raw = await sendRaw(
    'GET /rest/v1/things HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
  );
  expect(raw).toMatch(/^HTTP\/1\.1 403 /);
  const odd = await sendRaw(
    'GET //evil.example/rest/v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  expect(odd).toMatch(/^HTTP\/1\.1 404 /);
});

it('a slow client holds up nobody', async () => {
  const socket = connect(Number(new URL(h.server.url).port), '127.0.0.1');
  socket.write('POST /rest/v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{');
  for (let index = 0; index < 20; index++) {
    expect((await ask('/rest/v1/things?select=id')).status).toBe(200);
  }
  socket.destroy();
});

it('headers beyond all measure are 431', async () => {
  const raw = await sendRaw(
    `GET /rest/v1/things HTTP/1.1\r\nHost: localhost\r\nx-long: ${'a'.repeat(40_000)}\r\n\r\n`,
  );
  expect(raw).toMatch(/^HTTP\/1\.1 431 /);
});

it("a user's token decides, whatever key it comes with; a key alone speaks for itself", async () => {
  const role = async (headers: Record<string, string>) => {
    const answer = await fetch(`${h.server.url}/rest/v1/rpc/whoami`, { method: 'POST', headers });
    return answer.status === 200 ? ((await answer.json()) as unknown) : answer.status;
  };
  const { anonKey, serviceRoleKey } = h.server;
  expect(await role({})).toBe('anon');
  expect(await role({ apikey: anonKey })).toBe('anon');
  expect(await role({ apikey: serviceRoleKey })).toBe('service_role');
  expect(await role({ apikey: serviceRoleKey, authorization: `Bearer ${anonKey}` })).toBe('anon');
  expect(await role({ authorization: `Basic ${serviceRoleKey}` })).toBe('anon');
  expect(await role({ apikey: 'nonsense', authorization: `Bearer ${serviceRoleKey}` })).toBe(401);
  expect(await role({ apikey: `${anonKey}, ${serviceRoleKey}` })).toBe(401);
});

it('4: preflight and unknown paths carry CORS', async () => {
  const preflight = await fetch(`${h.server.url}/rest/v1/things`, {
    method: 'OPTIONS',
    headers: {
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'x-anything',
    },
  });
  expect(preflight.status).toBe(200);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('x-anything');
  expect(await ask('/nothing/here')).toMatchObject({ status: 404 });
  expect(await ask('/rest/v1/things/1/2')).toMatchObject({
    status: 404,
    body: { code: 'PGRST125' },
  });
  expect(await ask('/rest/v1/%E0%A4%A')).toMatchObject({ status: 404 });
  expect(await ask('/rest/v1/things', { method: 'PUT' })).toMatchObject({ status: 405 });
  expect(await ask('/rest/v1/things', { headers: { accept: 'image/png' } })).toMatchObject({
    status: 406,
  });
  expect(await ask('/rest/v1/things', { headers: { 'accept-profile': 'auth' } })).toMatchObject({
    status: 406,
    body: { code: 'PGRST106' },
  });
});

function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(h.server.url).port), '127.0.0.1', () =>
      socket.write(text),
    );
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}
