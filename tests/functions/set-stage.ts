import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import sharp from 'sharp';
import type { EmbeddedServer } from '../../backend/embedded/server.ts';
import { extensionOf, libraryBucket, type MediaType } from '../../contract/media.ts';
import { libraryPath, PushAnswer } from '../../contract/sync.ts';
import type { Stage } from './suite/stage.ts';

const ORIGIN = 'https://shop.example';

/** People, an agent, a worker and a kept picture for one run of the suite, made as a client and an operator would. */
export async function setStage(
  server: EmbeddedServer,
  vendors: string,
  hostileBodies: number,
): Promise<Stage> {
  const people = await Promise.all(Array.from({ length: 4 }, () => signUp(server)));
  const [creator, other, busy, admin] = people;
  if (!creator || !other || !busy || !admin) throw new Error('nobody signed up');
  const service = connect(server, server.serviceRoleKey);
  const must = async <T>(asked: PromiseLike<{ data: T; error: unknown }>): Promise<T> => {
    const { data, error } = await asked;
    if (error) throw error;
    return data;
  };
  await must(service.from('user_roles').insert({ user_id: admin.id, role: 'admin' }));
  const workerKey = String(await must(service.rpc('create_worker', { p_name: 'suite' })));
  const own = connect(server, server.anonKey, creator.token);
  const [agent, characterId, libraryId, filmId] = [
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
  ];
  const picture = await keepPicture(server, creator.id);
  const film = await keep(server, creator.id, { mime: 'video/mp4', bytes: randomBytes(64) });
  await push(own, [
    [
      'agents',
      agent,
      {
        name: 'Guide',
        instructions: 'Help.',
        model: 'mistral-small-latest',
        allowed_origins: [ORIGIN],
      },
    ],
    [
      'characters',
      characterId,
      { name: 'Mira', description: 'A sailor.', appearance_tags: ['red scarf'] },
    ],
    ['user_library', libraryId, { ...picture, width: 8, height: 8, origin: 'imported' }],
    [
      'user_library',
      filmId,
      { ...film, type: 'video', duration_seconds: 2, width: 8, height: 8, origin: 'imported' },
    ],
  ]);
  const key = String(await must(own.rpc('rotate_agent_key', { p_agent: agent })));
  return {
    backend: server.url,
    serviceKey: server.serviceRoleKey,
    vendors,
    creator,
    other,
    busy,
    admin,
    workerKey,
    agent: { id: agent, key, origin: ORIGIN },
    libraryId,
    filmId,
    characterId,
    hostileBodies,
    seed: Number(process.env['ATELIER_SEED'] ?? 20_261_121),
  };
}

type Row = [table: string, id: string, fields: Record<string, unknown>];

/** As a device does: what creators make reaches the server by sync alone. */
async function push(client: SupabaseClient, rows: readonly Row[]): Promise<void> {
  const mutations = rows.map(([table, rowId, fields]) => ({
    id: randomUUID(),
    table,
    rowId,
    op: 'upsert',
    base: null,
    fields: { ...fields, created_at: new Date().toISOString() },
  }));
  const { data, error } = await client.rpc('sync_push', { mutations });
  if (error) throw error;
  const { results } = PushAnswer.parse(data);
  const bad = results.find(({ status }) => status !== 'applied');
  if (bad) throw new Error(JSON.stringify(bad));
}

function connect({ url }: EmbeddedServer, key: string, token?: string) {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    ...(token && { global: { headers: { authorization: `Bearer ${token}` } } }),
  });
}

async function signUp(server: EmbeddedServer) {
  const { data, error } = await connect(server, server.anonKey).auth.signUp({
    email: `${randomUUID()}@example.com`,
    password: 'correct horse battery',
  });
  if (error || !data.user || !data.session) throw error ?? new Error('no session');
  return { id: data.user.id, token: data.session.access_token };
}

async function keepPicture(server: EmbeddedServer, user: string) {
  const background = { r: Math.floor(Math.random() * 256), g: 80, b: 80 };
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
  return keep(server, user, { mime: 'image/png', bytes });
}

async function keep(
  server: EmbeddedServer,
  user: string,
  { mime, bytes }: { mime: MediaType; bytes: Buffer },
) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = libraryPath(user, sha256, extensionOf(mime));
  const { error } = await connect(server, server.serviceRoleKey)
    .storage.from(libraryBucket(mime))
    .upload(path, bytes, { contentType: mime });
  if (error) throw error;
  return { storage_path: path, sha256, mime, bytes: bytes.length };
}
