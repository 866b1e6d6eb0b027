import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Harness, startHarness } from './rest-harness.ts';

/** What comes from outside in bad faith, at every door of the server. */
let h: Harness;
beforeAll(async () => {
  h = await startHarness(`
    create table nodes (id int primary key, parent int references nodes (id), name text);
    insert into nodes values (1, null, 'root'), (2, 1, 'child');
    insert into storage.buckets (id, name, public) values ('files', 'files', false);
    create policy all_files on storage.objects for all to anon using (true) with check (true);
  `);
});
afterAll(async () => {
  const { data } = await h.admin.from('nodes').select('id').order('id');
  expect(data).toEqual([{ id: 1 }, { id: 2 }]);
  expect(h.errors).toEqual([]);
  await h.close();
});

interface Answer {
  status: number;
  text: string;
}

async function ask(path: string, init: RequestInit = {}, key?: string): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (!headers.has('apikey')) headers.set('apikey', key ?? h.server.anonKey);
  const answer = await fetch(`${h.server.url}${path}`, { ...init, headers });
  return { status: answer.status, text: await answer.text() };
}

/** A 4xx that a program can read, with nothing of the inside in it. */
function expectRefusal(what: unknown, { status, text }: Answer): void {
  const isTyped = /"(?:code|error_code|error|message|msg)":/.test(text);
  const leaks = /at \w+ \(|node:|\.ts:|select .+ from|insert into|pglite/i.test(text);
  expect({ what, status, isTyped, leaks, text }).toMatchObject({
    status: expect.toSatisfy((code: number) => code >= 400 && code < 500),
    isTyped: true,
    leaks: false,
  });
}

const DOORS: readonly (readonly [string, string])[] = [
  ['POST', '/rest/v1/nodes'],
  ['PATCH', '/rest/v1/nodes?id=eq.1'],
  ['PUT', '/rest/v1/nodes?id=eq.1'],
  ['POST', '/auth/v1/signup'],
  ['POST', '/auth/v1/token?grant_type=password'],
  ['POST', '/auth/v1/otp'],
  ['POST', '/auth/v1/verify'],
  ['POST', '/storage/v1/bucket'],
  ['POST', '/storage/v1/object/list/files'],
  ['POST', '/storage/v1/object/list-v2/files'],
  ['POST', '/storage/v1/object/move'],
  ['POST', '/storage/v1/object/sign/files'],
  ['DELETE', '/storage/v1/object/files'],
  ['POST', '/realtime/v1/api/broadcast'],
];

const BODIES: readonly (readonly [string, BodyInit])[] = [
  ['half of an object', '{"a": '],
  ['no UTF-8', new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['a lone surrogate', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['5,000 brackets', '['.repeat(5000)],
  ['a number', '17'],
  ['null', 'null'],
  ['a list of nothing', '[null]'],
];

describe('bodies', () => {
  it.each(DOORS)('%s %s refuses what it cannot read', async (method, path) => {
    const headers = { 'content-type': 'application/json' };
    for (const [what, body] of BODIES) {
      expectRefusal({ path, what }, await ask(path, { method, body, headers }));
    }
  });

  it('30 MB are refused by each service, and the next request is answered', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(30 * 1024 * 1024) });
    const first = new Map(DOORS.map(([, path]) => [path.split('/', 2)[1], path]));
    for (const path of first.values()) {
      // Whoever is refused while still sending may see the answer, or the end of the connection.
      const answer = await ask(path, { method: 'POST', body }).catch(() => null);
      if (answer) expectRefusal(path, answer);
      expect((await ask('/rest/v1/nodes?select=id')).status).toBe(200);
    }
  });

  it('names of JavaScript in a body are names like others', async () => {
    const body = '{"__proto__": {"role": "service_role"}, "constructor": 1, "toString": null}';
    const headers = { 'content-type': 'application/json' };
    for (const [method, path] of DOORS) {
      expect((await ask(path, { method, body, headers })).status).toBeLessThan(500);
    }
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
  });
});

describe('tokens', () => {
  const DOORS_OF_USERS = [
    '/rest/v1/nodes',
    '/auth/v1/user',
    '/storage/v1/object/authenticated/files/x',
    '/functions/v1/anything',
  ];

  it('unsigned, expired, foreign, cut and swapped tokens open no door', async () => {
    const claims = { role: 'service_role', sub: '00000000-0000-4000-8000-000000000000' };
    const now = Math.floor(Date.now() / 1000);
    const foreign = (algorithm: string) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm })
        .setExpirationTime('1h')
        .sign(Buffer.from('a secret of another server, long enough to sign with it'));
    const { jwtSecret } = JSON.parse(await readFile(join(h.dataDir, 'keys.json'), 'utf8')) as {
      jwtSecret: string;
    };
    const ours = (times: object) =>
      new SignJWT({ ...claims, ...times })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(jwtSecret));
    const own = h.server.serviceRoleKey;
    const [head = '', body = '', signature = ''] = own.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { keys } = JSON.parse((await ask('/auth/v1/.well-known/jwks.json')).text) as {
      keys: { kid: string; x: string }[];
    };
    const tokens: Record<string, string> = {
      unsigned: new UnsecuredJWT(claims).encode(),
      'unsigned, spelled otherwise': `${encode({ alg: 'nOnE' })}.${encode(claims)}.`,
      expired: await ours({ exp: now - 60 }),
      'of the future': await ours({ nbf: now + 3_600, exp: now + 7_200 }),
      'with an end that is no time': await ours({ exp: 'never' }),
      'of another key': await foreign('HS256'),
      'of another algorithm': await foreign('HS512'),
      // The public key as a secret: the oldest trick against servers that let the token choose.
      'signed with the public key': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: keys[0]?.kid ?? '' })
        .sign(Buffer.from(keys[0]?.x ?? '')),
      'with other claims': `${head}.${encode({ ...claims, exp: now + 60 })}.${signature}`,
      'without a signature': `${head}.${body}.`,
      cut: own.slice(0, -4),
      'no token': 'nonsense',
    };
    for (const [what, token] of Object.entries(tokens)) {
      for (const path of DOORS_OF_USERS) {
        const headers = { authorization: `Bearer ${token}` };
        const answer = await ask(path, { headers });
        expectRefusal({ what, path }, answer);
        expect([what, path, answer.status]).toEqual([
          what,
          path,
          expect.toSatisfy((code: number) => [400, 401, 403].includes(code)),
        ]);
      }
      expect(await socketOpens(token)).toBe(false);
    }
    // The check of the check: the same hand signs what opens.
    const good = await ask('/rest/v1/nodes', {}, await ours({ exp: now + 600 }));
    expect(good.status).toBe(200);
  });
});

function socketOpens(apikey: string): Promise<boolean> {
  const url = h.server.url.replace('http', 'ws');
  const socket = new WebSocket(
    `${url}/realtime/v1/websocket?vsn=2.0.0&apikey=${encodeURIComponent(apikey)}`,
  );
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.once('open', () => {
      socket.terminate();
      resolve(true);
    });
  });
}

describe('queries', () => {
  it('10,000 columns, and embeds 20 and 200 deep', async () => {
    expectRefusal('columns', await ask(`/rest/v1/nodes?select=${'id,'.repeat(9_999)}id`));
    const nested = (depth: number) => `${'nodes!parent(id,'.repeat(depth)}id${')'.repeat(depth)}`;
    const deep = await ask(`/rest/v1/nodes?select=id,${nested(20)}`);
    expect(deep.status).toBe(200);
    for (const depth of [21, 200]) {
      expectRefusal('embeds', await ask(`/rest/v1/nodes?select=id,${nested(depth)}`));
    }
    const tree = `(${'and('.repeat(200)}id.eq.1${')'.repeat(200)})`;
    expectRefusal('conditions', await ask(`/rest/v1/nodes?or=${tree}`));
  });

  it('percent signs that are no UTF-8', async () => {
    for (const path of ['/rest/v1/%ff', '/storage/v1/object/files/%ff', '/functions/v1/%ff']) {
      expectRefusal(path, await ask(path));
    }
    expect((await ask('/rest/v1/nodes?name=eq.%ff%fe')).status).toBeLessThan(500);
  });

  it('names that leave their bucket', async () => {
    for (const name of ['..%2f..%2fkeys.json', '%2e%2e/%2e%2e/keys.json', 'a/..%5c..%5cb', '%00']) {
      const path = `/storage/v1/object/files/${name}`;
      const answer = await ask(path, { method: 'POST', body: 'x' });
      expectRefusal(path, answer);
    }
  });
});

describe('others are not starved', () => {
  it('by 200 connections that send nothing more, nor by one that reads nothing', async () => {
    const port = Number(new URL(h.server.url).port);
    const sockets: Socket[] = [];
    const open = async (text: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(text);
      return socket;
    };
    try {
      for (let index = 0; index < 200; index++) {
        await open(
          `POST /rest/v1/nodes HTTP/1.1\r\nHost: localhost\r\napikey: ${h.server.anonKey}\r\nContent-Length: 500\r\n\r\n{`,
        );
      }
      const deaf = await open(
        `GET /rest/v1/nodes HTTP/1.1\r\nHost: localhost\r\napikey: ${h.server.anonKey}\r\n\r\n`.repeat(
          200,
        ),
      );
      deaf.pause();
      for (let index = 0; index < 10; index++) {
        expect((await ask('/rest/v1/nodes?select=id')).status).toBe(200);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('by a flood of one caller: another is answered in between', async () => {
    const over = new AbortController();
    const flood = Array.from({ length: 300 }, async () => {
      while (!over.signal.aborted) await ask('/rest/v1/nodes?select=id');
    });
    // The flood goes on until the other has its answer.
    const health = await ask('/auth/v1/health').finally(() => over.abort());
    expect(health.status).toBe(200);
    await Promise.all(flood);
  });

  it('a half-sent upload leaves nothing, and its connection ends alone', async () => {
    const socket = connect(Number(new URL(h.server.url).port), '127.0.0.1');
    socket.write(
      `POST /storage/v1/object/files/half.bin HTTP/1.1\r\nHost: localhost\r\napikey: ${h.server.anonKey}\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\nhalf`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    const { data } = await h.client().storage.from('files').list();
    expect(data).toEqual([]);
  });
});
