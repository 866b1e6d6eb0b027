import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AtelierError, toErrorBody } from '../../contract/errors.ts';
import { createLog } from '../../core/system/log.ts';
import { defaultDataDir, studioPaths } from '../../core/system/paths.ts';
import { startEmbedded } from '../embedded/server.ts';
import { portNumber, readLevel, readOptions, webAddress, wholeNumber } from './options.ts';
import { untilAsked } from './signals.ts';

const HELP = `Usage: npm run -s atelier -- backend [--port N] [--data DIR] [--database-url URL] [--json] [--verbose]

Runs the embedded Supabase-compatible server on 127.0.0.1 until it is asked to stop (SIGTERM or Ctrl+C).
The first line it prints is {"url","anonKey","serviceRoleKey"}. The service role key opens everything: keep it.

  --port N             port to listen on (default: any free one)
  --data DIR           where to keep keys, files and, without --database-url, the database
  --database-url URL   run on a Postgres server (15 or newer) as its superuser, for instance
                       postgres://postgres:password@db.example.com:5432/atelier?sslmode=verify-full
                       (or ATELIER_DATABASE_URL, which other users of the machine cannot see)
  --connections N      the most connections to that server (default 10)
  --public-url URL     the address of a proxy before this server, which links are to name
  --project DIR        a Supabase project to run instead of Atelier's own: the folder with config.toml,
                       migrations, seeds and functions, or the one it lies in as "supabase". Its jwt_secret
                       signs, or that of SUPABASE_AUTH_JWT_SECRET; functions run in this process. Takes a
                       --data of its own
  --json               print nothing but that line
  --verbose            a line for each request, on standard error
`;

export async function backend(args: string[]): Promise<number> {
  try {
    const options = readOptions(args, {
      port: { type: 'string' },
      data: { type: 'string' },
      'database-url': { type: 'string' },
      connections: { type: 'string' },
      'public-url': { type: 'string' },
      project: { type: 'string' },
      json: { type: 'boolean' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean' },
    });
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    if (options.project !== undefined && options.data === undefined) {
      // Another project's migrations must never run on the studio's library.
      throw new AtelierError('invalid_input', '--project takes a --data of its own', {
        field: 'data',
      });
    }
    const dataDir = studioPaths(options.data ? resolve(options.data) : defaultDataDir()).solo;
    const log = createLog({
      level: readLevel(options.verbose, options.json ? 'error' : 'warn'),
    }).with({ program: 'backend' });
    const server = await startEmbedded({
      dataDir,
      port: portNumber(options.port),
      databaseUrl: options['database-url'] ?? process.env['ATELIER_DATABASE_URL'],
      connections: wholeNumber('connections', options.connections),
      publicUrl: options['public-url'] && webAddress('public-url', options['public-url']),
      log,
      ...(await projectOf(options.project)),
    });
    const { url, anonKey, serviceRoleKey } = server;
    process.stdout.write(`${JSON.stringify({ url, anonKey, serviceRoleKey })}\n`);
    await untilAsked();
    await server.close();
    return 0;
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: toErrorBody(error) })}\n`);
    if (!(error instanceof Error && error.name === 'AtelierError'))
      process.stderr.write(`${String(error)}\n`);
    return 1;
  }
}

/** Where a Supabase project's parts lie. Throws `not_found` when the folder holds none. */
async function projectOf(folder: string | undefined) {
  if (folder === undefined) return {};
  for (const root of [resolve(folder, 'supabase'), resolve(folder)]) {
    const found = await access(join(root, 'config.toml')).then(
      () => true,
      () => false,
    );
    if (!found) continue;
    return {
      migrationsDir: join(root, 'migrations'),
      functionsDir: join(root, 'functions'),
      jwtSecret: process.env.SUPABASE_AUTH_JWT_SECRET,
    };
  }
  throw new AtelierError('not_found', `There is no config.toml in ${resolve(folder)}.`, {
    field: 'project',
  });
}
