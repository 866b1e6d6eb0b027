import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../scripts/postgres.ts';
import {
  type BackendProcess,
  processorMs,
  residentMb,
  startBackendProcess,
} from './backend-process.ts';
import { type BenchResult, round } from './bench.ts';
import { type Call, load } from './load.ts';

/** What the best comparable server does on a machine of this kind, with 8 connections. */
const PEER = { reads: 860, inserts: 1230, signIns: 73, upload: 125, download: 200, restMb: 420 };
const SHARE = 1.5;
/** One engine (`embedded` or `native`), one kind of request by the beginning of its name, other lengths. */
const { BENCH_ENGINE: ENGINE, BENCH_KIND: KIND = '' } = process.env;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4);
const MEGABYTE = Buffer.alloc(1024 * 1024, 'atelier ');

/**
 * The server over HTTP, on the engine inside its process and on a Postgres server beside it: a read of 50 rows under
 * RLS, an insert, a sign-in by password, 1 MB up and down, each with 1 and 8 connections, and its memory.
 */
export async function backend(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const postgres = ENGINE === 'embedded' ? null : await startPostgres();
  try {
    const figures: Record<string, number | string> = {};
    const reached: boolean[] = [];
    if (ENGINE !== 'native') {
      reached.push(await measure('embedded', join(folder, 'embedded'), undefined, figures));
    }
    if (postgres) {
      const url = await postgres.createDatabase();
      reached.push(await measure('native', join(folder, 'native'), url, figures));
    }
    return {
      figures,
      goal: `${SHARE} × the best comparable server's rates (${PEER.reads} reads/s, ${PEER.inserts} inserts/s, ${PEER.signIns} sign-ins/s, ${PEER.upload} and ${PEER.download} MB/s up and down, middle of its range), <= ${PEER.restMb} MB at rest`,
      met: reached.every(Boolean),
    };
  } finally {
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  engine: string,
  folder: string,
  databaseUrl: string | undefined,
  figures: Record<string, number | string>,
): Promise<boolean> {
  const server = await startBackendProcess(folder, databaseUrl);
  try {
    const token = await prepare(server);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const rest = await residentMb(server, 'VmRSS');
    figures[`${engine}: memory at rest (MB)`] = round(rest, 0);
    let met = rest <= PEER.restMb;
    for (const { name, make, goal, unit } of kinds(server, token)) {
      if (!name.startsWith(KIND)) continue;
      for (const connections of [1, 8]) {
        const before = await processorMs(server);
        const found = await load(server.url, { connections, seconds: SECONDS }, make);
        const each = ((await processorMs(server)) - before) / found.count;
        const label = `${engine}: ${name}, ${connections} connection${connections > 1 ? 's' : ''}`;
        figures[label] =
          `${round(found.perSecond, 0)} ${unit}, p99 ${round(found.p99)} ms, ${round(each, 2)} ms of the server's processor time`;
        if (connections === 8) met &&= found.perSecond >= SHARE * goal;
      }
    }
    figures[`${engine}: memory under load, peak (MB)`] = round(
      await residentMb(server, 'VmHWM'),
      0,
    );
    return met;
  } finally {
    await server.stop();
  }
}

interface Kind {
  name: string;
  /** The peer's rate. */
  goal: number;
  unit: string;
  make: (count: number) => Call;
}

function kinds(server: BackendProcess, token: string): Kind[] {
  const headers = { apikey: server.anonKey, authorization: `Bearer ${token}` };
  const json = { ...headers, 'content-type': 'application/json', prefer: 'return=minimal' };
  const bytes = { ...headers, 'content-type': 'application/octet-stream' };
  let uploads = 0;
  const signIn = JSON.stringify({ email: 'reader@example.com', password: 'password-1' });
  return [
    {
      name: 'read of 50 rows',
      goal: PEER.reads,
      unit: '/s',
      make: () => ({
        method: 'GET',
        path: '/rest/v1/notes?select=*&order=id.desc&limit=50',
        headers,
      }),
    },
    {
      name: 'insert of 1 row',
      goal: PEER.inserts,
      unit: '/s',
      make: (count) => ({
        method: 'POST',
        path: '/rest/v1/notes',
        headers: json,
        body: JSON.stringify({ title: `note ${count}`, body: 'a lighthouse in the fog' }),
      }),
    },
    {
      name: 'sign-in',
      goal: PEER.signIns,
      unit: '/s',
      make: () => ({
        method: 'POST',
        path: '/auth/v1/token?grant_type=password',
        headers: json,
        body: signIn,
      }),
    },
    {
      name: 'upload of 1 MB',
      goal: PEER.upload,
      unit: 'MB/s',
      make: () => ({
        method: 'POST',
        path: `/storage/v1/object/files/up/${(uploads += 1)}`,
        headers: bytes,
        body: MEGABYTE,
      }),
    },
    {
      name: 'download of 1 MB',
      goal: PEER.download,
      unit: 'MB/s',
      make: (count) => ({
        method: 'GET',
        path: `/storage/v1/object/authenticated/files/up/${1 + (count % 20)}`,
        headers,
      }),
    },
  ];
}

/** A user with 100 notes beside another one's 1,000. Answers the user's token. */
async function prepare({ url, anonKey, serviceRoleKey }: BackendProcess): Promise<string> {
  async function post(path: string, key: string, body: unknown): Promise<Record<string, unknown>> {
    const headers = {
      apikey: key,
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
    };
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
  const credentials = { email: 'reader@example.com', password: 'password-1' };
  const session = await post('/auth/v1/signup', anonKey, credentials);
  const { id } = session['user'] as { id: string };
  const other = '11111111-1111-4111-8111-111111111111';
  const notes = (owner: string, count: number): unknown[] =>
    Array.from({ length: count }, (_, at) => ({
      owner,
      title: `note ${at}`,
      body: 'a lighthouse in the fog',
    }));
  await post('/rest/v1/notes', serviceRoleKey, notes(other, 1000));
  await post('/rest/v1/notes', serviceRoleKey, notes(id, 100));
  return String(session['access_token']);
}
