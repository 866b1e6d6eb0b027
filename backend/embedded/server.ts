import { mkdir } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type Project, readProject } from './config/project.ts';
import type { Engine } from './engine/engine.ts';
import { openPglite } from './engine/pglite-engine.ts';
import { type Log, noLog } from './gateway/log.ts';
import type { ServiceDeps } from './gateway/service.ts';
import { openKeys } from './keys/keys.ts';
import { applyBaseline } from './migrate/baseline.ts';
import { migrate } from './migrate/migrate.ts';
import { applySeeds } from './migrate/seed.ts';
import { PREBUILT_DIR, claimPrebuilt, findPrebuilt } from './prebuilt/prebuilt.ts';
import { startSchedule } from './schedule/schedule.ts';
import type { Services } from './services.ts';

export interface EmbeddedServer {
  url: string;
  anonKey: string;
  serviceRoleKey: string;
  engine: Engine;
  /** Finishes what runs, then releases the port and the directory. */
  close(): Promise<void>;
}

interface EmbeddedOptions {
  dataDir: string;
  /** Default: any free one. */
  port?: number;
  log?: Log;
  /** Default: the project's own `supabase/migrations`. */
  migrationsDir?: string;
  functionsDir?: string;
  /** Signs and checks tokens, instead of what the project's settings or this installation have. */
  jwtSecret?: string | undefined;
  /** Whether to run the project's seeds. Default: yes. */
  seed?: boolean;
  /** Where databases that were made at build time lie, to begin with. Default: the project's `out/database`. */
  prebuiltDir?: string;
  /** Told the name of each edge function that has answered without an error. */
  onCall?: (functionName: string) => void;
  /** Secrets for the edge functions that stand in no environment, by name; asked at each use. */
  settings?: (name: string) => string | undefined;
  /** Where others reach this server, through a proxy: links and tokens name this address. Default: its own. */
  publicUrl?: string | undefined;
  /** A Postgres server (`postgres://…`) to run on. Default: one inside this process, in `dataDir`. */
  databaseUrl?: string | undefined;
  /** The most connections to that server. Default: 10. */
  connections?: number | undefined;
  /** How long one statement of a request may run, in milliseconds. Default: 30 s. */
  statementMs?: number;
}

/** Requests that have not ended by then are cut off. */
const CLOSE_GRACE_MS = 5000;

/**
 * Starts the Supabase-compatible server of this machine, on 127.0.0.1 only. Throws `studio_in_use` and
 * `library_newer`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, log = noLog } = options;
  const clock = Date.now;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { config, ...project } = await readProject(options.migrationsDir);
  const sources = { ...project, ...(options.seed === false && { seedFiles: [] }) };
  const engine = await openEngine(options, sources);
  try {
    // After the engine: its lock keeps two first starts from making two sets of keys.
    const { jwt_secret: ownSecret, signing_keys_path: signingKeysFile } = config.auth;
    const jwtSecret = options.jwtSecret ?? ownSecret;
    const keys = await openKeys(dataDir, clock, { jwtSecret, signingKeysFile });
    await prepareDatabase(engine, sources, log);
    let url = '';
    const deps: ServiceDeps = {
      engine,
      keys,
      dataDir,
      log,
      clock,
      baseUrl: () => options.publicUrl ?? url,
    };
    const { createServices } = await loadServices();
    const services = await createServices(deps, config, options, () => url);
    const server = await listen(services, options.port ?? 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stopSchedule = startSchedule(engine, log);
    async function close(): Promise<void> {
      await stopSchedule();
      await Promise.all([services.realtime.close(), closeServer(server)]);
      await services.close();
      await engine.close();
    }
    let closing: Promise<void> | undefined;
    const { anonKey, serviceRoleKey } = keys;
    return { url, anonKey, serviceRoleKey, engine, close: () => (closing ??= close()) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Half of what a start loads: while the thread of PGlite starts, if that comes first. */
const loadServices = () => import('./services.ts');
function beginToLoad(): void {
  // What it throws is met where the services are made.
  loadServices().catch(() => undefined);
}

async function openEngine(
  { dataDir, databaseUrl, connections, statementMs, prebuiltDir, log }: EmbeddedOptions,
  sources: Omit<Project, 'config'>,
): Promise<Engine> {
  if (databaseUrl !== undefined) {
    // Loaded where it is used: a desktop never needs the driver.
    const { openNative } = await import('./engine/native-engine.ts');
    return openNative(dataDir, databaseUrl, { log, connections, statementMs });
  }
  const prebuilt = () => findPrebuilt(prebuiltDir ?? PREBUILT_DIR, sources);
  return openPglite(dataDir, { prebuilt, statementMs, onStarting: beginToLoad });
}

async function prepareDatabase(
  engine: Engine,
  { migrationsDir, seedFiles }: Omit<Project, 'config'>,
  log: Log,
): Promise<void> {
  await applyBaseline(engine);
  const count = await migrate(engine, migrationsDir);
  const seeded = await applySeeds(engine, dirname(migrationsDir), seedFiles);
  await claimPrebuilt(engine);
  log.info('database ready', { migrations: count, seeded });
}

async function listen({ handle, realtime }: Services, port: number): Promise<Server> {
  const server = createServer(
    { maxHeaderSize: 32 * 1024, connectionsCheckingInterval: 5000 },
    (incoming, outgoing) => void handle(incoming, outgoing),
  );
  server.on('upgrade', (request, socket, head) => realtime.upgrade(request, socket, head));
  // A large upload over a slow disk may take long; headers that do not come are an attack or an accident.
  server.requestTimeout = 3_600_000;
  server.headersTimeout = 15_000;
  // A function may think for 400 s without a byte on its connection.
  server.timeout = 450_000;
  // A proxy that still holds a connection which this server has just closed answers 502: Caddy holds them for 2 minutes.
  server.keepAliveTimeout = 125_000;
  server.maxConnections = 2000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}
