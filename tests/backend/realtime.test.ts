import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  REALTIME_SUBSCRIBE_STATES,
  type RealtimeChannel,
  RealtimeClient,
  type SupabaseClient,
} from '@supabase/supabase-js';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Bench, discard, startBench } from './storage-harness.ts';

const SETUP = `
  create table public.notes (id bigint primary key, owner uuid, title text, secret text);
  alter table public.notes enable row level security;
  create policy own on public.notes for select to authenticated using (owner = (select auth.uid()));
  create table public.hidden (id bigint primary key);
  alter publication supabase_realtime add table public.notes;
  grant all on public.notes, public.hidden to anon, authenticated, service_role;
  revoke select on public.notes from authenticated;
  grant select (id, owner, title) on public.notes to authenticated;
  create policy rooms_read on realtime.messages for select to authenticated
    using (realtime.topic() = 'room:' || (select auth.uid())::text);
  create policy rooms_write on realtime.messages for insert to authenticated
    with check (realtime.topic() = 'room:' || (select auth.uid())::text and extension = 'broadcast');
`;
/** A token ends so soon, and not before a busy machine has joined a channel with it. */
const SHORT_SECONDS = 6;
const anna = randomUUID();
const bert = randomUUID();
let bench: Bench;
const clients: SupabaseClient[] = [];

beforeAll(async () => {
  bench = await startBench(SETUP);
});
afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.removeAllChannels();
    await client.realtime.disconnect();
  }
});
afterAll(() => discard(bench));

async function as(userId: string, seconds?: number): Promise<SupabaseClient> {
  const client = bench.client(await bench.token(userId, seconds));
  clients.push(client);
  await client.realtime.setAuth();
  return client;
}

function subscribed(channel: RealtimeChannel): Promise<RealtimeChannel> {
  return new Promise((resolve, reject) => {
    channel.subscribe((status, error) => {
      if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) resolve(channel);
      else reject(error ?? new Error(status));
    });
  });
}

const sql = (text: string) => bench.engine.transaction('admin', (tx) => tx.exec(text));

interface Change {
  eventType: string;
  new: Record<string, unknown>;
  old: Record<string, unknown>;
}

/** A channel that has its "Subscribed to PostgreSQL", and what came since. */
async function watch(client: SupabaseClient, filter: object, name: string = randomUUID()) {
  const changes: Change[] = [];
  let ready = (): void => undefined;
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const channel = client
    .channel(name)
    .on(
      'postgres_changes' as never,
      { event: '*', schema: 'public', table: 'notes', ...filter } as never,
      (payload: Change) => {
        changes.push(payload);
      },
    )
    .on('system', {}, (payload: { status: string }) => {
      if (payload.status === 'ok') ready();
    });
  await subscribed(channel);
  await isReady;
  return changes;
}

it('postgres_changes reach those whose policies show the row, in the columns they may read', async () => {
  const [annas, berts] = [await watch(await as(anna), {}), await watch(await as(bert), {})];
  await sql(
    `insert into public.notes values (1, '${anna}', 'one', 's'), (2, '${bert}', 'two', 's');
     update public.notes set title = 'uno' where id = 1;
     delete from public.notes where id = 1`,
  );
  // Policies are asked of the row as it is now: what is gone shows its end only, as on Supabase.
  await expect.poll(() => annas.map(({ eventType }) => eventType)).toEqual(['DELETE']);
  await expect.poll(() => berts.map(({ eventType }) => eventType)).toEqual(['INSERT', 'DELETE']);
  expect(berts[0]?.new).toEqual({ id: 2, owner: bert, title: 'two' });
});

it('an insert and an update carry the row, a delete only its key', async () => {
  const changes = await watch(await as(anna), {});
  await sql(`insert into public.notes values (10, '${anna}', 'ten', 's')`);
  await expect.poll(() => changes.length).toBe(1);
  await sql(`update public.notes set title = 'dix' where id = 10`);
  await expect.poll(() => changes.length).toBe(2);
  await sql('delete from public.notes where id = 10');
  await expect.poll(() => changes.length).toBe(3);
  expect(changes.map(({ eventType, new: record, old }) => [eventType, record, old])).toEqual([
    ['INSERT', { id: 10, owner: anna, title: 'ten' }, {}],
    ['UPDATE', { id: 10, owner: anna, title: 'dix' }, { id: 10 }],
    ['DELETE', {}, { id: 10 }],
  ]);
});

it('WIRE 34: filters, several by comma, negated, in lists and quoted; select restricts columns', async () => {
  const client = await as(anna);
  const all = [
    ['id=eq.20', [20]],
    ['id=gte.21,id=lt.23', [21, 22]],
    ['id=in.(20,22)', [20, 22]],
    ['title=in.("a,b",c)', [20, 21]],
    ['title=like.a%', [20]],
    ['title=not.eq.c', [20, 22]],
    ['title=is.null', [23]],
    ['title=imatch.^C$', [21]],
    ['id=isdistinct.20', [21, 22, 23]],
  ] as const;
  const seen = await Promise.all(all.map(([filter]) => watch(client, { filter })));
  const narrow = await watch(client, { filter: 'id=eq.20', select: ['id'] });
  await sql(
    `insert into public.notes values (20, '${anna}', 'a,b'), (21, '${anna}', 'c'), (22, '${anna}', 'd'), (23, '${anna}', null)`,
  );
  for (const [index, [, ids]] of all.entries()) {
    await expect.poll(() => seen[index]?.map((change) => change.new.id)).toEqual(ids);
  }
  await expect.poll(() => narrow.map((change) => change.new)).toEqual([{ id: 20 }]);
});

it('a table that is not published, and a filter on no column, are told in a system message', async () => {
  const client = await as(anna);
  for (const filter of [{ table: 'hidden' }, { filter: 'nope=eq.1' }]) {
    const told = new Promise<{ status: string; message: string }>((resolve) => {
      client
        .channel(randomUUID())
        .on(
          'postgres_changes',
          { event: '*', schema: 'public', table: 'notes', ...filter },
          () => undefined,
        )
        .on('system', {}, resolve)
        .subscribe();
    });
    expect(await told).toMatchObject({ status: 'error', extension: 'postgres_changes' });
  }
});

it('a table added to the publication later is captured from the next subscription on', async () => {
  await sql(
    'create table public.late (id int primary key); alter publication supabase_realtime add table public.late; grant all on public.late to authenticated',
  );
  const changes = await watch(await as(anna), { table: 'late' });
  await sql('insert into public.late values (1)');
  await expect.poll(() => changes.map((change) => change.new)).toEqual([{ id: 1 }]);
});

it('WIRE 36: a change never overtakes the answer of its write', async () => {
  const changes = await watch(await as(anna), {});
  for (let id = 100; id < 130; id++) {
    const body = `insert into public.notes values (${id}, '${anna}', 'x')`;
    const headers = { authorization: `Bearer ${bench.serviceRoleKey}` };
    const before = id - 100;
    await fetch(`${bench.url}/rest/v1/`, { method: 'POST', headers, body });
    expect(changes.length).toBeLessThanOrEqual(before);
  }
  await expect.poll(() => changes.length).toBe(30);
});

it('broadcasts go to the others, to oneself when asked, with an acknowledgement, JSON and bytes', async () => {
  const [a, b] = [await as(anna), await as(bert)];
  const got: [string, unknown][] = [];
  const one = a.channel('talk', { config: { broadcast: { self: true, ack: true } } });
  one.on('broadcast', { event: '*' }, ({ payload }) => got.push(['a', payload]));
  const two = b
    .channel('talk')
    .on('broadcast', { event: '*' }, ({ payload }) => got.push(['b', payload]));
  await Promise.all([subscribed(one), subscribed(two)]);
  expect(await one.send({ type: 'broadcast', event: 'hi', payload: { n: 1 } })).toBe('ok');
  await expect.poll(() => got.length).toBe(2);
  await two.send({ type: 'broadcast', event: 'hi', payload: { n: 2 } });
  await expect.poll(() => got.slice(2)).toEqual([['a', { n: 2 }]]);
  await one.send({ type: 'broadcast', event: 'hi', payload: new Uint8Array([1, 2]).buffer });
  await expect.poll(() => got.length).toBe(5);
  expect(new Uint8Array(got[4]?.[1] as ArrayBuffer)).toEqual(new Uint8Array([1, 2]));
});

it('presence: who comes, changes and goes', async () => {
  const [a, b] = [await as(anna), await as(bert)];
  const join = (client: SupabaseClient, key: string) =>
    client
      .channel('here', { config: { presence: { key } } })
      .on('presence', { event: 'sync' }, () => undefined);
  const one = await subscribed(join(a, 'anna'));
  expect(await one.track({ mood: 'good' })).toBe('ok');
  const two = await subscribed(join(b, 'bert'));
  await two.track({ mood: 'fine' });
  await expect.poll(() => Object.keys(one.presenceState()).sort()).toEqual(['anna', 'bert']);
  expect(two.presenceState()).toMatchObject({ anna: [{ mood: 'good' }], bert: [{ mood: 'fine' }] });
  await one.track({ mood: 'better' });
  await expect.poll(() => two.presenceState().anna).toMatchObject([{ mood: 'better' }]);
  await a.removeChannel(one);
  await expect.poll(() => Object.keys(two.presenceState())).toEqual(['bert']);
});

it('private channels open by policy, and the database sends to them (WIRE 35)', async () => {
  const [a, b] = [await as(anna), await as(bert)];
  const topic = `room:${anna}`;
  const config = { private: true, broadcast: { self: true, ack: true } };
  await expect(subscribed(b.channel(topic, { config }))).rejects.toThrow(/Unauthorized/);
  const got: unknown[] = [];
  const room = await subscribed(
    a
      .channel(topic, { config })
      .on('broadcast', { event: '*' }, ({ payload }) => got.push(payload)),
  );
  await sql(
    `select realtime.send('{"from":"db"}', 'e', '${topic}', true), realtime.send('{"from":"public"}', 'e', '${topic}', false)`,
  );
  await expect.poll(() => got).toEqual([expect.objectContaining({ from: 'db' })]);
  expect(await room.send({ type: 'broadcast', event: 'e', payload: { from: 'me' } })).toBe('ok');
  expect(await room.track({})).toBe('error');
  await a.removeChannel(room);
  const replayed: unknown[] = [];
  const again = a.channel(topic, {
    config: { ...config, broadcast: { replay: { since: Date.now() - 60_000, limit: 5 } } },
  });
  await subscribed(
    again.on('broadcast', { event: '*' }, ({ payload, meta }) =>
      replayed.push([payload, meta?.replayed]),
    ),
  );
  await expect.poll(() => replayed).toEqual([[expect.objectContaining({ from: 'db' }), true]]);
});

it('WIRE 35: bytes of the database arrive as bytes, replayed ones too, once replication is ready', async () => {
  const client = await as(anna);
  const topic = `room:${anna}`;
  const since = Date.now();
  const config = { private: true, broadcast: { replication_ready: true } };
  const ready: unknown[] = [];
  const got: unknown[] = [];
  const listen = (given: object) =>
    client
      .channel(topic, { config: given })
      .on('system', {}, (message) => ready.push(message))
      .on('broadcast', { event: 'bytes' }, ({ payload, meta }) =>
        got.push([Buffer.from(payload as ArrayBuffer).toString('hex'), meta?.replayed]),
      );
  const room = await subscribed(listen(config));
  await expect
    .poll(() => ready)
    .toEqual([expect.objectContaining({ extension: 'system', status: 'ok' })]);
  await sql(`select realtime.send_binary('\\xdeadbeef00ff', 'bytes', '${topic}')`);
  await expect.poll(() => got).toEqual([['deadbeef00ff', undefined]]);
  await client.removeChannel(room);
  got.length = 0;
  await subscribed(listen({ private: true, broadcast: { replay: { since, limit: 5 } } }));
  await expect.poll(() => got).toEqual([['deadbeef00ff', true]]);
});

it('WIRE 33: broadcasts over HTTP, private ones by policy', async () => {
  const [a, b] = [await as(anna), await as(bert)];
  const topic = `room:${anna}`;
  const got: unknown[] = [];
  const room = a.channel(topic, { config: { private: true } });
  await subscribed(room.on('broadcast', { event: 'e' }, ({ payload }) => got.push(payload)));
  expect(await a.channel(topic, { config: { private: true } }).httpSend('e', { n: 1 })).toEqual({
    success: true,
  });
  await expect(
    b.channel(topic, { config: { private: true } }).httpSend('e', { n: 2 }),
  ).rejects.toThrow(/permission/);
  await expect.poll(() => got).toEqual([{ n: 1 }]);
});

it('an expired token closes its channel; a forged one never opens', async () => {
  const client = await as(anna, SHORT_SECONDS);
  const closed = new Promise<string>((resolve) => {
    client
      .channel('short')
      .subscribe((status) => status === REALTIME_SUBSCRIBE_STATES.CLOSED && resolve(status));
  });
  expect(await closed).toBe('CLOSED');
  const forged = new RealtimeClient(`${bench.url}/realtime/v1`, {
    params: { apikey: bench.anonKey },
  });
  await forged.setAuth('x.y.z').catch(() => undefined);
  const channel = forged.channel('x');
  await expect(subscribed(channel)).rejects.toThrow(/JWT/);
  await forged.removeAllChannels();
  await forged.disconnect();
});

it('a renewed token keeps a private channel open beyond the end of the first one', async () => {
  const client = await as(anna, SHORT_SECONDS);
  const told: string[] = [];
  const got: unknown[] = [];
  const room = client
    .channel(`room:${anna}`, { config: { private: true } })
    .on('broadcast', { event: 'e' }, ({ payload }) => got.push(payload));
  await new Promise<void>((resolve) => {
    room.subscribe((status) => {
      told.push(status);
      resolve();
    });
  });
  await client.realtime.setAuth(await bench.token(anna));
  // The end of the first token has passed for certain.
  await sleep((SHORT_SECONDS + 1) * 1_000);
  await sql(`select realtime.send('{"late":true}', 'e', 'room:${anna}', true)`);
  await expect.poll(() => got).toEqual([expect.objectContaining({ late: true })]);
  expect(told).toEqual(['SUBSCRIBED']);
});

function raw(query: string, path = '/realtime/v1/websocket'): WebSocket {
  return new WebSocket(`${bench.url.replace('http', 'ws')}${path}?${query}`);
}

it('sockets without a key, on another path or from another host are refused', async () => {
  for (const socket of [
    raw('vsn=2.0.0'),
    raw('apikey=garbage'),
    raw(`apikey=${bench.anonKey}`, '/elsewhere'),
    new WebSocket(
      `${bench.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${bench.anonKey}`,
      { headers: { host: 'evil.example' } },
    ),
  ]) {
    const refused = await new Promise<string>((resolve) => {
      socket.once('error', (error) => resolve(error.message));
      socket.once('open', () => resolve('opened'));
    });
    expect(refused).toMatch(/40[134]/);
  }
});

it('WIRE 37: protocol 1.0.0 speaks objects, 2.0.0 arrays; nonsense and floods end the socket', async () => {
  const open = async (vsn: string) => {
    const socket = raw(`apikey=${bench.anonKey}&vsn=${vsn}`);
    await new Promise((resolve) => socket.once('open', resolve));
    return socket;
  };
  const next = (socket: WebSocket) =>
    new Promise<unknown>((resolve) =>
      socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString()))),
    );
  const ended = (socket: WebSocket) =>
    new Promise<number>((resolve) => socket.once('close', resolve));
  const old = await open('1.0.0');
  old.send(JSON.stringify({ topic: 'phoenix', event: 'heartbeat', payload: {}, ref: '1' }));
  expect(await next(old)).toEqual({
    topic: 'phoenix',
    event: 'phx_reply',
    payload: { status: 'ok', response: {} },
    ref: '1',
    join_ref: null,
  });
  const modern = await open('2.0.0');
  modern.send(JSON.stringify([null, '1', 'phoenix', 'heartbeat', {}]));
  expect(await next(modern)).toEqual([
    null,
    '1',
    'phoenix',
    'phx_reply',
    { status: 'ok', response: {} },
  ]);
  modern.send(
    JSON.stringify(['1', '2', 'realtime:x', 'phx_join', { config: { postgres_changes: 'no' } }]),
  );
  expect(await next(modern)).toMatchObject([
    '1',
    '2',
    'realtime:x',
    'phx_reply',
    { status: 'error' },
  ]);
  const end = ended(old);
  old.send('{nonsense');
  expect(await end).toBe(1003);
  const flooded = ended(modern);
  for (let index = 0; index < 1500; index++)
    modern.send(JSON.stringify([null, '1', 'phoenix', 'heartbeat', {}]));
  expect(await flooded).toBe(1008);
});

it('what nobody watches is not stored, and a lost client leaves no subscription', async () => {
  const socket = raw(`apikey=${bench.anonKey}&vsn=2.0.0`);
  await new Promise((resolve) => socket.once('open', resolve));
  const config = { postgres_changes: [{ event: '*', schema: 'public', table: 'notes' }] };
  socket.send(JSON.stringify(['1', '1', 'realtime:x', 'phx_join', { config }]));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.terminate();
  const count = (table: string) =>
    bench.engine.transaction(
      'admin',
      async (tx) => (await tx.query(`select from realtime.${table}`)).rows.length,
    );
  await expect.poll(() => count('subscription')).toBe(0);
  await sql(`insert into public.notes values (500, '${anna}', 'x')`);
  await sleep(20);
  expect(await count('outbox')).toBe(0);
});

/** A socket of protocol 2 whose frames are asked for one by one. */
async function rawFrames() {
  const socket = raw(`apikey=${bench.anonKey}&vsn=2.0.0`);
  const frames: { data: Buffer; isBinary: boolean }[] = [];
  socket.on('message', (data, isBinary) => frames.push({ data: data as Buffer, isBinary }));
  await new Promise((resolve) => socket.once('open', resolve));
  const texts = () =>
    frames.filter((one) => !one.isBinary).map((one) => JSON.parse(String(one.data)) as unknown[]);
  return {
    socket,
    binary: () => frames.filter((one) => one.isBinary).map((one) => one.data),
    send: (...message: unknown[]) => socket.send(JSON.stringify(message)),
    reply: (ref: string) => texts().find((one) => one[1] === ref && one[3] === 'phx_reply')?.[4],
  };
}

it('WIRE 37: a name that fits no frame is refused by its kind, one that just fits arrives whole', async () => {
  const { socket, send, reply, binary } = await rawFrames();
  // Two bytes a letter: what counts is what stands on the wire.
  const [topic, event] = ['é'.repeat(123), 'é'.repeat(127)];
  const refused = (reason: RegExp) =>
    expect.objectContaining({
      status: 'error',
      response: { reason: expect.stringMatching(reason) },
    });

  for (const [ref, long] of Object.entries({ 1: `${topic}x`, 2: 'x'.repeat(100_000) })) {
    send(ref, ref, `realtime:${long}`, 'phx_join', {});
    await expect.poll(() => reply(ref)).toEqual(refused(/^TopicTooLong: .*246 bytes/));
  }
  send('3', '3', `realtime:${topic}`, 'phx_join', { config: { broadcast: { self: true } } });
  await expect.poll(() => reply('3')).toMatchObject({ status: 'ok' });
  const push = { type: 'broadcast', event: `${event}xx`, payload: {} };
  send('3', '4', `realtime:${topic}`, 'broadcast', push);
  await expect.poll(() => reply('4')).toEqual(refused(/^EventTooLong: .*255 bytes/));

  const http = async (to: string, what: string) => {
    const path = [to, 'events', what].map((part) => encodeURIComponent(part)).join('/');
    const response = await fetch(`${bench.url}/realtime/v1/api/broadcast/${path}`, {
      method: 'POST',
      headers: { apikey: bench.anonKey, 'content-type': 'application/octet-stream' },
      body: new Uint8Array([1, 2, 3]),
    });
    return [response.status, response.status === 202 ? '' : await response.text()];
  };
  expect(await http(`${topic}x`, 'e')).toEqual([422, expect.stringContaining('TopicTooLong')]);
  expect(await http(topic, `${event}xx`)).toEqual([422, expect.stringContaining('EventTooLong')]);
  const batch = await fetch(`${bench.url}/realtime/v1/api/broadcast`, {
    method: 'POST',
    headers: { apikey: bench.anonKey, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ topic, event: `${event}xx`, payload: {} }] }),
  });
  expect(batch.status).toBe(422);
  // From the database: a warning there, and nothing here.
  await sql(`select realtime.send_binary('\\xff', '${event}xx', '${topic}', false)`);
  expect(await http(topic, `${event}x`)).toEqual([202, '']);
  await expect.poll(() => binary().length).toBe(1);
  const [frame = Buffer.alloc(0)] = binary();
  const names = [`realtime:${topic}`, `${event}x`].map((name) => Buffer.from(name));
  expect([...frame.subarray(0, 5)]).toEqual([4, 255, 255, 0, 0]);
  expect(frame.subarray(5)).toEqual(Buffer.concat([...names, Buffer.from([1, 2, 3])]));
  socket.close();
});
