import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNative } from '../../backend/embedded/engine/native-engine.ts';
import { AtelierError } from '../../contract/errors.ts';
import { type Postgres, startPostgres } from '../../scripts/postgres.ts';

let folder: string;
let postgres: Postgres;

const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });

/** An authority, and what it signed for `localhost` alone. */
async function makeCertificates(): Promise<void> {
  for (const name of ['authority', 'stranger']) {
    await openssl(
      ...'req -x509 -newkey rsa:2048 -nodes -days 2'.split(' '),
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      `/CN=${name}`,
    );
  }
  await openssl(
    ...'req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost'.split(
      ' ',
    ),
    '-addext',
    'subjectAltName=DNS:localhost',
  );
  await openssl(
    ...'x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial'.split(' '),
    ...'-copy_extensions copy -days 2 -out server.pem'.split(' '),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-tls-'));
  await chmod(folder, 0o755);
  await makeCertificates();
  postgres = await startPostgres(['fsync=off']);
  // Postgres takes a key that is its own user's alone; that user owns the data folder.
  const { uid, gid } = await stat(postgres.folder);
  await chown(join(folder, 'server.key'), uid, gid);
  await chmod(join(folder, 'server.key'), 0o600);
  await postgres.set({
    ssl: 'on',
    ssl_cert_file: join(folder, 'server.pem'),
    ssl_key_file: join(folder, 'server.key'),
  });
}, 120_000);
afterAll(async () => {
  await postgres?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Whether the connection is encrypted, or in one line why there is none. */
async function connect(host: string, query: string): Promise<string> {
  const url = `postgres://postgres:postgres@${host}:${postgres.port}/postgres?${query}`;
  const dataDir = await mkdtemp(join(folder, 'data-'));
  try {
    const engine = await openNative(dataDir, url);
    const { rows } = await engine.transaction('admin', (tx) =>
      tx.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()'),
    );
    await engine.close();
    return rows[0]?.ssl ? 'encrypted' : 'plain';
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    expect(error.message).not.toContain('\n');
    return `${error.code}: ${error.message}`;
  }
}

describe('TLS of the database address, as libpq understands it', () => {
  const ca = (name: string) => `sslrootcert=${join(folder, `${name}.pem`)}`;

  test('verify-full takes the host that the certificate names, signed by the authority named', async () => {
    expect(await connect('localhost', `sslmode=verify-full&${ca('authority')}`)).toBe('encrypted');
  });

  test('verify-full refuses another host, another authority, and one that nobody vouches for', async () => {
    const refused = [
      await connect('127.0.0.1', `sslmode=verify-full&${ca('authority')}`),
      await connect('localhost', `sslmode=verify-full&${ca('stranger')}`),
      await connect('localhost', 'sslmode=verify-full'),
    ];
    expect(refused).toEqual([
      expect.stringMatching(/^invalid_input: .*does not match certificate/),
      expect.stringMatching(/^invalid_input: .*certificate/),
      expect.stringMatching(/^invalid_input: .*certificate/),
    ]);
  });

  test('verify-ca asks who signed and not for the host; require encrypts, and asks when an authority is named', async () => {
    expect(await connect('127.0.0.1', `sslmode=verify-ca&${ca('authority')}`)).toBe('encrypted');
    expect(await connect('127.0.0.1', `sslmode=verify-ca&${ca('stranger')}`)).toMatch(
      /^invalid_input: .*certificate/,
    );
    expect(await connect('127.0.0.1', 'sslmode=require')).toBe('encrypted');
    expect(await connect('127.0.0.1', `sslmode=require&${ca('stranger')}`)).toMatch(
      /^invalid_input: .*certificate/,
    );
    expect(await connect('127.0.0.1', 'sslmode=disable')).toBe('plain');
  });

  test('what cannot be meant is refused in one line', async () => {
    expect(await connect('localhost', 'sslmode=verify-fully')).toMatch(/sslmode is one of/);
    expect(await connect('localhost', 'sslmode=verify-full&sslrootcert=/nowhere.pem')).toMatch(
      /^invalid_input: .*nowhere\.pem/,
    );
    expect(await connect('localhost', 'sslmode=verify-ca')).toMatch(/^invalid_input: .*CA/);
  });
});
