import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import Sqlite from 'better-sqlite3';
import { startEmbedded } from '../backend/embedded/server.ts';
import { libraryPath, MAX_PUSH } from '../contract/sync.ts';
import { enqueuePush } from '../core/library/outbox.ts';
import { type BackendProcess, forkBackend, residentMb } from './backend-process.ts';
import { type BenchResult, median, round } from './bench.ts';
import { type Link, openSyncDevice } from './sync-device.ts';

/** For a short look: ATELIER_SYNC_ROWS=5000 ATELIER_SYNC_FILES=50 ATELIER_SYNC_EDITS=1000 ATELIER_RUNS=1. */
const ROWS = Number(process.env['ATELIER_SYNC_ROWS'] ?? 100_000);
const FILES = Number(process.env['ATELIER_SYNC_FILES'] ?? 1_000);
const EDITS = Number(process.env['ATELIER_SYNC_EDITS'] ?? 10_000);
const RUNS = Number(process.env['ATELIER_RUNS'] ?? 3);
const FILE_BYTES = 1_000_000;
const ROWS_GOAL = 1.5;
const FILES_GOAL = 0.8;
const PAGE = 1_000;
const AT_ONCE = 4;

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/**
 * A device that syncs for the first time, and one that comes back with many edits, from and to the embedded server in a
 * process of its own. Peers, in turns with it: pages of the same rows by supabase-js into prepared inserts of whole rows
 * as JSON, without an index, a search, or a cursor that could be taken up; and the same files by plain HTTP to the disk,
 * as many at once, without a hash or a row.
 */
export async function sync(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const data = join(folder, 'data');
  const account = { email: 'bench@example.com', password: 'correct horse battery' };
  const [forRows, forFiles] = await fill(data, account);
  const server = await forkBackend([
    data,
    join(PROJECT, 'supabase/migrations'),
    join(PROJECT, 'out/database'),
  ]);
  try {
    const at = (email: string): Link => ({ ...account, ...server, email });
    const rows = await firstSync(folder, at(forRows));
    const files = await fetchAll(folder, at(forFiles));
    const push = await pushEdits(folder, at(forRows));
    return {
      figures: {
        rows: ROWS,
        'first sync (rows/s)': round(rows.ours),
        'bare loop of selects and inserts (rows/s)': round(rows.peer),
        'rows, ratio': round(rows.ours / rows.peer, 2),
        'processor time of the device a row (µs)': round(rows.processor),
        'files of 1 MB': FILES,
        'files down (MB/s)': round(files.ours),
        'plain HTTP (MB/s)': round(files.peer),
        'files, ratio': round(files.ours / files.peer, 2),
        edits: EDITS,
        'edits pushed a second': round(push.perSecond),
        'this process after it (MB)': round(process.memoryUsage.rss() / 1e6),
        'the server at its peak (MB)': round(await serverPeak(server)),
      },
      goal: `rows >= ${ROWS_GOAL} ×, files >= ${FILES_GOAL} × of their peers`,
      met: rows.ours / rows.peer >= ROWS_GOAL && files.ours / files.peer >= FILES_GOAL,
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const serverPeak = (server: BackendProcess) => residentMb(server, 'VmHWM');

/** Two accounts, one with many rows and one with files, made past the wire; answers their addresses. */
async function fill(dataDir: string, { email, password }: { email: string; password: string }) {
  const server = await startEmbedded({ dataDir });
  try {
    const signUp = async (address: string) => {
      const client = clientOf(server);
      const { data, error } = await client.auth.signUp({ email: address, password });
      if (!data.user) throw error ?? new Error('no user');
      return { client, id: data.user.id };
    };
    const many = await signUp(email);
    // A pull never splits what one transaction wrote: as many to one as a busy device sends at once.
    for (let from = 1; from <= ROWS; from += MAX_PUSH) {
      const to = Math.min(from + MAX_PUSH - 1, ROWS);
      await server.engine.transaction('admin', (tx) => tx.query(WORKS, [many.id, from, to]));
    }
    const files = await signUp(`files-${email}`);
    for (let nr = 0; nr < FILES; nr += 1) {
      const bytes = Buffer.concat([PNG, randomBytes(FILE_BYTES - PNG.length)]);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const path = libraryPath(files.id, sha256, 'png');
      const options = { contentType: 'image/png' };
      const { error } = await files.client.storage
        .from('user-library')
        .upload(path, bytes, options);
      if (error) throw error;
      await server.engine.transaction('admin', (tx) =>
        tx.query(ONE_WORK, [files.id, path, sha256, FILE_BYTES]),
      );
    }
    return [email, `files-${email}`] as const;
  } finally {
    await server.close();
  }
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Works as creators have them: with a recipe, a title, tags, and ids that sort by the time they were made (a second each). */
const WORKS = `insert into public.user_library
  (id, user_id, storage_path, sha256, mime, bytes, width, height, origin, custom_title, tags, rating, recipe)
select overlay(overlay(gen_random_uuid()::text placing lpad(to_hex(1767225600 + nr), 8, '0') from 1) placing '7' from 15)::uuid,
  $1::uuid, $1 || '/' || left(sha, 2) || '/' || sha || '.webp', sha, 'image/webp', 400000,
  1024, 1024, 'generated', 'Lighthouse ' || nr, array['coast', 'night'], nr % 6,
  jsonb_build_object('version', 1, 'prompt', 'A lighthouse above the breakers, number ' || nr, 'model', 'draft/studio',
    'modelName', 'Draft', 'provider', 'draft', 'isAi', true, 'aspectRatio', '1:1',
    'size', jsonb_build_object('width', 1024, 'height', 1024), 'quality', 'standard', 'format', 'webp',
    'seed', nr, 'createdAt', '2026-11-21T08:00:00.000Z', 'software', 'Atelier')
from (select nr, encode(sha256(nr::text::bytea), 'hex') as sha from generate_series($2::integer, $3::integer) as nr) as made`;
const ONE_WORK = `insert into public.user_library
  (id, user_id, storage_path, sha256, mime, bytes, width, height, origin)
values (gen_random_uuid(), $1::uuid, $2, $3, 'image/png', $4, 8, 8, 'imported')`;

const clientOf = ({ url, anonKey }: { url: string; anonKey: string }) =>
  createClient(url, anonKey, { auth: { persistSession: false, autoRefreshToken: false } });

async function signedIn(link: Link): Promise<{ client: SupabaseClient; token: string }> {
  const client = clientOf(link);
  const { data, error } = await client.auth.signInWithPassword(link);
  if (!data.session) throw error ?? new Error('no session');
  return { client, token: data.session.access_token };
}

async function perSecond(amount: number, work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return (amount / (performance.now() - since)) * 1_000;
}

/** Medians of turns; each side in a folder of its own every time. */
async function inTurns(
  ours: (run: number) => Promise<number>,
  peer: (run: number) => Promise<number>,
) {
  const told: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let run = 0; run < RUNS; run += 1) {
    told.ours.push(await ours(run));
    told.peer.push(await peer(run));
  }
  return { ours: median(told.ours), peer: median(told.peer) };
}

async function firstSync(folder: string, link: Link) {
  const processor: number[] = [];
  const speeds = await inTurns(
    async (run) => {
      const device = openSyncDevice(join(folder, `rows-${run}`), link);
      const before = process.cpuUsage();
      const speed = await perSecond(ROWS, () => device.pass());
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / ROWS);
      const [works] = device.db.column<number>('select count(*) from user_library');
      device.close();
      if (works !== ROWS) throw new Error(`${works} works came instead of ${ROWS}`);
      return speed;
    },
    async (run) => {
      const { client } = await signedIn(link);
      return perSecond(ROWS, () => copyBarely(client, join(folder, `bare-${run}.sqlite`)));
    },
  );
  return { ...speeds, processor: median(processor) };
}

async function copyBarely(client: SupabaseClient, path: string): Promise<void> {
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.exec('create table works (id text primary key, row text not null) strict');
  const insert = db.prepare('insert into works (id, row) values (?, ?)');
  const store = db.transaction((rows: { id: string }[]) => {
    for (const row of rows) insert.run(row.id, JSON.stringify(row));
  });
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const page = client.from('user_library').select('*').gt('id', after).order('id').limit(PAGE);
    const { data, error } = await page.returns<{ id: string }[]>();
    if (error) throw error;
    store(data);
    after = data.at(-1)?.id ?? after;
    if (data.length < PAGE) break;
  }
  db.close();
}

function fetchAll(folder: string, link: Link) {
  const megabytes = (FILES * FILE_BYTES) / 1e6;
  return inTurns(
    async (run) => {
      const device = openSyncDevice(join(folder, `files-${run}`), link);
      await device.pass();
      const speed = await perSecond(megabytes, () => device.fetchFiles());
      device.close();
      return speed;
    },
    async (run) => {
      const { client, token } = await signedIn(link);
      const { data, error } = await client
        .from('user_library')
        .select('storage_path')
        .returns<{ storage_path: string }[]>();
      if (error) throw error;
      const into = join(folder, `plain-${run}`);
      await mkdir(into);
      return perSecond(megabytes, () => downloadPlainly(link, token, data, into));
    },
  );
}

async function downloadPlainly(
  { url, anonKey }: Link,
  token: string,
  places: readonly { storage_path: string }[],
  into: string,
): Promise<void> {
  const left = places.map(({ storage_path: path }, nr) => ({ path, nr }));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const answer = await fetch(
          `${url}/storage/v1/object/authenticated/user-library/${next.path}`,
          { headers: { apikey: anonKey, authorization: `Bearer ${token}` } },
        );
        if (!answer.ok || !answer.body) throw new Error(`${answer.status} for ${next.path}`);
        await pipeline(answer.body, createWriteStream(join(into, String(next.nr))));
      }
    }),
  );
}

/** Titles given offline, a work each, then sent. */
async function pushEdits(folder: string, link: Link): Promise<{ perSecond: number }> {
  const device = openSyncDevice(join(folder, 'push'), link);
  await device.pass();
  const ids = device.db.column<string>('select id from user_library order by id limit ?', EDITS);
  device.context.command([], () => {
    for (const rowId of ids) {
      const fields = { custom_title: `Renamed ${rowId}` };
      enqueuePush(device.context, { table: 'user_library', rowId, op: 'upsert', fields });
    }
  });
  const speed = await perSecond(ids.length, () => device.pass());
  const [left] = device.db.column<number>('select count(*) from outbox');
  device.close();
  if (left !== 0) throw new Error(`${left} edits were not sent`);
  return { perSecond: speed };
}
