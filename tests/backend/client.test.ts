import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Harness, startHarness } from './rest-harness.ts';

/** What the unmodified client does over some time: sessions that it renews, sockets that it opens again. */
let h: Harness;
beforeAll(async () => {
  h = await startHarness(`
    create table notes (id int primary key);
    grant select on notes to anon;
    alter publication supabase_realtime add table notes;
    insert into storage.buckets (id, name, public) values ('files', 'files', false);
    create policy files on storage.objects using (bucket_id = 'files') with check (bucket_id = 'files');
  `);
});
afterAll(() => h.close());

it('a session from sign-up to sign-out: the client hears of each step, and the server forgets it', async () => {
  const { auth } = createClient(h.server.url, h.server.anonKey, {
    auth: { autoRefreshToken: false, storageKey: 'session' },
  });
  const events: string[] = [];
  const { data: listening } = auth.onAuthStateChange((event) => void events.push(event));
  onTestFinished(() => listening.subscription.unsubscribe());
  const { data } = await auth.signUp({ email: 'anna@example.com', password: 'password-1' });
  const first = data.session;
  const refreshed = await auth.refreshSession();
  expect(refreshed.data.session?.refresh_token).not.toBe(first?.refresh_token);
  expect((await auth.updateUser({ data: { city: 'Lyon' } })).error).toBeNull();
  const { data: kept } = await auth.getSession();
  expect(kept.session?.user.user_metadata).toMatchObject({ city: 'Lyon' });
  expect((await auth.signOut()).error).toBeNull();
  expect((await auth.getSession()).data.session).toBeNull();
  expect(events.filter((event) => event !== 'INITIAL_SESSION')).toEqual([
    'SIGNED_IN',
    'TOKEN_REFRESHED',
    'USER_UPDATED',
    'SIGNED_OUT',
  ]);
  const gone = await auth.refreshSession({ refresh_token: kept.session?.refresh_token ?? '' });
  expect(gone.error).toMatchObject({ status: 400 });
});

it('WIRE 29: what an object is, and whether it is there', async () => {
  const files = h.client().storage.from('files');
  const metadata = { made: 'here' };
  const uploaded = await files.upload('a/b.txt', 'text', { contentType: 'text/plain', metadata });
  expect(uploaded.error).toBeNull();
  expect((await files.exists('a/b.txt')).data).toBe(true);
  expect((await files.exists('a/c.txt')).data).toBe(false);
  expect((await files.info('a/b.txt')).data).toMatchObject({
    name: 'a/b.txt',
    size: 4,
    contentType: 'text/plain',
    metadata,
  });
  expect((await files.info('a/c.txt')).error).not.toBeNull();
});

it('a socket that breaks is opened again: channels are joined anew and hear what comes then', async () => {
  const relay = await startRelay(h.server.url);
  onTestFinished(() => relay.close());
  const client = createClient(relay.url, h.server.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { reconnectAfterMs: () => 50 },
  });
  onTestFinished(async () => {
    await client.removeAllChannels();
    await client.realtime.disconnect();
  });
  const heard: unknown[] = [];
  const states: string[] = [];
  // A table's changes are ready once the channel says so, which is after it was joined.
  let ready = 0;
  client
    .channel('room')
    .on('broadcast', { event: 'said' }, ({ payload }) => void heard.push(payload))
    .on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'notes' }, (change) => {
      heard.push(change.new);
    })
    .on('system', {}, ({ status }) => {
      if (status === 'ok') ready += 1;
    })
    .subscribe((state) => void states.push(state));
  const say = async (nr: number): Promise<void> => {
    const { error } = await h.admin.from('notes').insert({ id: nr });
    expect(error).toBeNull();
    await h.admin.channel('room').httpSend('said', { nr });
  };
  await expect.poll(() => ready).toBe(1);
  await say(1);
  await expect.poll(() => heard).toEqual(expect.arrayContaining([{ id: 1 }, { nr: 1 }]));
  relay.cut();
  await expect.poll(() => ready).toBe(2);
  await say(2);
  await expect.poll(() => heard).toEqual(expect.arrayContaining([{ id: 2 }, { nr: 2 }]));
  expect(heard).toHaveLength(4);
  expect(states.filter((state) => state === 'SUBSCRIBED')).toHaveLength(2);
});

/** Stands between client and server, and cuts every connection when it is told to. */
async function startRelay(target: string) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
