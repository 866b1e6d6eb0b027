import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Harness, startHarness } from './rest-harness.ts';

/** Callers who are slow, deaf, greedy or gone: nobody else waits for them, and nothing of them stays. */
let h: Harness;
let port: number;
const MB = 1024 * 1024;
const large = randomBytes(6 * MB);

beforeAll(async () => {
  h = await startHarness(`
    create table notes (id int primary key);
    insert into notes values (1);
    insert into storage.buckets (id, name, public) values ('files', 'files', true);
    create policy all_files on storage.objects for all to anon using (true) with check (true);
  `);
  port = Number(new URL(h.server.url).port);
  const { error } = await h.client().storage.from('files').upload('large.bin', large);
  expect(error).toBeNull();
});
afterAll(async () => {
  expect(h.errors).toEqual([]);
  await h.close();
});

async function open(...lines: string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const head = [...lines, 'Host: localhost', `apikey: ${h.server.anonKey}`].join('\r\n');
  socket.write(`${head}\r\n\r\n`);
  return socket;
}

const upload = (name: string, bytes: number, method = 'POST') =>
  open(
    `${method} /storage/v1/object/files/${name} HTTP/1.1`,
    'Content-Type: application/octet-stream',
    `Content-Length: ${bytes}`,
  );

const names = async () => {
  const { data, error } = await h.client().storage.from('files').list();
  if (error) throw error;
  return data.map(({ name }) => name);
};

/** The others: read a row, put a file and get a file, all of it answered. */
async function othersAreServed(): Promise<void> {
  const client = h.client();
  const read = await client.from('notes').select();
  expect([read.error, read.data]).toEqual([null, [{ id: 1 }]]);
  const files = client.storage.from('files');
  const name = `other-${randomBytes(4).toString('hex')}`;
  expect((await files.upload(name, Buffer.from('whole'))).error).toBeNull();
  expect(await (await files.download(name)).data?.text()).toBe('whole');
  expect((await files.remove([name])).error).toBeNull();
}

describe('slow', () => {
  it('100 uploads that trickle a byte at a time', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 100 }, (_, nr) => upload(`slow-${nr}`, 1000)),
    );
    for (let round = 0; round < 5; round += 1) {
      for (const socket of sockets) socket.write('x');
      await othersAreServed();
    }
    for (const socket of sockets) socket.destroy();
    expect(await names()).toEqual(['large.bin']);
  });

  it('60 downloads of 6 MB that nobody reads, and they take no memory', async () => {
    const before = process.memoryUsage().rss;
    for (let nr = 0; nr < 60; nr += 1) {
      const socket = await open('GET /storage/v1/object/public/files/large.bin HTTP/1.1');
      socket.pause();
    }
    await othersAreServed();
    await sleep(300);
    await othersAreServed();
    // All of them whole would be 360 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
  });

  it('a socket of realtime that reads nothing is cut off, and its room goes on', async () => {
    const join = async () => {
      const address = `ws://127.0.0.1:${port}/realtime/v1/websocket?apikey=${h.server.anonKey}&vsn=2.0.0`;
      const socket = new WebSocket(address);
      onTestFinished(() => socket.terminate());
      await once(socket, 'open');
      const joined = once(socket, 'message');
      socket.send(JSON.stringify(['1', '1', 'realtime:room', 'phx_join', {}]));
      expect(String((await joined)[0])).toContain('"status":"ok"');
      return socket;
    };
    const [deaf, hearing] = [await join(), await join()];
    let heard = 0;
    hearing.on('message', () => (heard += 1));
    deaf.pause();
    const gone = once(deaf, 'close');
    const payload = 'x'.repeat(MB);
    const say = () =>
      fetch(`${h.server.url}/realtime/v1/api/broadcast`, {
        method: 'POST',
        headers: { apikey: h.server.anonKey, 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ topic: 'room', event: 'e', payload: { payload } }] }),
      });
    for (let nr = 0; nr < 24; nr += 1) expect((await say()).status).toBe(202);
    await expect.poll(() => heard).toBe(24);
    deaf.resume();
    await gone;
  });
});

describe('a flood', () => {
  const withPassword = (path: string, body: object) =>
    fetch(`${h.server.url}/auth/v1/${path}`, {
      method: 'POST',
      headers: { apikey: h.server.anonKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('of 30 wrong passwords: readers are answered in between', async () => {
    const person = { email: 'ana@example.com', password: 'a long enough password' };
    expect((await withPassword('signup', person)).ok).toBe(true);
    let ended = 0;
    const flood = Array.from({ length: 30 }, async () => {
      const { status } = await withPassword('token?grant_type=password', {
        ...person,
        password: 'wrong',
      });
      ended += 1;
      return status;
    });
    expect((await h.client().from('notes').select()).data).toEqual([{ id: 1 }]);
    expect(ended).toBeLessThan(30);
    const statuses = await Promise.all(flood);
    expect(statuses.every((status) => status === 400 || status === 429)).toBe(true);
  });

  it('of 20 uploads of 6 MB at once: readers are answered in between', async () => {
    let ended = 0;
    const flood = Array.from({ length: 20 }, async (_, nr) => {
      const { error } = await h.client().storage.from('files').upload(`flood-${nr}`, large);
      ended += 1;
      return error;
    });
    const { data } = await h.client().from('notes').select();
    expect(data).toEqual([{ id: 1 }]);
    expect(ended).toBeLessThan(20);
    expect(new Set(await Promise.all(flood))).toEqual(new Set([null]));
    await h
      .client()
      .storage.from('files')
      .remove(flood.map((_, nr) => `flood-${nr}`));
  });
});

it('a proxy may keep its connections as long as it does: Caddy for two minutes', async () => {
  const answer = await fetch(`${h.server.url}/rest/v1/notes`, {
    headers: { apikey: h.server.anonKey },
  });
  await answer.text();
  const seconds = /timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '')?.[1];
  expect(Number(seconds)).toBeGreaterThan(120);
});

describe('half sent', () => {
  it('a new file, a replacement and a form leave what was there', async () => {
    const replaced = await upload('large.bin', large.length, 'PUT');
    const fresh = await upload('half.bin', 100_000);
    const form = await open(
      'POST /storage/v1/object/files/form.bin HTTP/1.1',
      'Content-Type: multipart/form-data; boundary=xx',
      'Content-Length: 100000',
    );
    replaced.write(randomBytes(MB));
    fresh.write(randomBytes(5000));
    form.write('--xx\r\ncontent-disposition: form-data; name=""; filename="a"\r\n\r\nhalf');
    await sleep(200);
    for (const socket of [replaced, fresh, form]) socket.destroy();
    await othersAreServed();
    expect(await names()).toEqual(['large.bin']);
    const { data } = await h.client().storage.from('files').download('large.bin');
    expect(Buffer.from(await (data ?? new Blob()).arrayBuffer()).equals(large)).toBe(true);
  });

  it('WIRE 32: a chunk of a resumable upload is gone on with from where it broke off', async () => {
    const headers = { apikey: h.server.anonKey, 'tus-resumable': '1.0.0' };
    const meta = { bucketName: 'files', objectName: 'tus.bin', contentType: 'text/plain' };
    const made = await fetch(`${h.server.url}/storage/v1/upload/resumable`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': String(large.length),
        'upload-metadata': Object.entries(meta)
          .map(([key, value]) => `${key} ${btoa(value)}`)
          .join(),
      },
    });
    const place = made.headers.get('location') ?? '';
    const path = new URL(place, h.server.url).pathname;
    const socket = await open(
      `PATCH ${path} HTTP/1.1`,
      'Tus-Resumable: 1.0.0',
      'Upload-Offset: 0',
      'Content-Type: application/offset+octet-stream',
      `Content-Length: ${large.length}`,
    );
    socket.write(large.subarray(0, 2 * MB));
    await sleep(300);
    socket.destroy();
    const offsetOf = async () =>
      Number((await fetch(place, { method: 'HEAD', headers })).headers.get('upload-offset'));
    const offset = await offsetOf();
    expect(offset).toBeLessThanOrEqual(2 * MB);
    const rest = await fetch(place, {
      method: 'PATCH',
      headers: {
        ...headers,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
      body: large.subarray(offset),
    });
    expect(rest.status).toBe(204);
    const { data } = await h.client().storage.from('files').download('tus.bin');
    const bytes = Buffer.from(await (data ?? new Blob()).arrayBuffer());
    const sum = (of: Buffer) => createHash('sha256').update(of).digest('hex');
    expect(sum(bytes)).toBe(sum(large));
    await h.client().storage.from('files').remove(['tus.bin']);
  });
});
