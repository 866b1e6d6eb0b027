import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { openFunctions, readProjectConfig } from '../../backend/embedded/config/project-config.ts';
import type { Engine } from '../../backend/embedded/engine/engine.ts';
import { createFunctions } from '../../backend/embedded/functions/functions.ts';
import { createGateway } from '../../backend/embedded/gateway/gateway.ts';
import { InFlight } from '../../backend/embedded/gateway/in-flight.ts';
import { noLog } from '../../backend/embedded/gateway/log.ts';
import type { Service } from '../../backend/embedded/gateway/service.ts';
import { openKeys } from '../../backend/embedded/keys/keys.ts';
import { applyBaseline } from '../../backend/embedded/migrate/baseline.ts';
import { createRealtime } from '../../backend/embedded/realtime/realtime.ts';
import { createStorage } from '../../backend/embedded/storage/storage.ts';
import { openEngine } from './test-database.ts';

export interface Bench {
  url: string;
  dataDir: string;
  engine: Engine;
  anonKey: string;
  serviceRoleKey: string;
  /** A signed-in user's token; `seconds` until it expires. */
  token(userId: string, seconds?: number): Promise<string>;
  client(token?: string): ReturnType<typeof createClient>;
  stop(): Promise<void>;
}

interface Options {
  /** An earlier bench's directory: a restart. */
  dataDir?: string;
  functionsDir?: string;
  limits?: { answerMs: number; totalMs: number };
}

/** Storage, Realtime and Functions behind the real gateway, without REST and Auth. */
export async function startBench(sql: string, options: Options = {}): Promise<Bench> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'atelier-embedded-')));
  const engine = await openEngine(dataDir);
  const keys = await openKeys(dataDir, Date.now);
  await applyBaseline(engine);
  if (sql) await engine.transaction('admin', (tx) => tx.exec(sql));
  let url = '';
  const deps = { engine, keys, dataDir, log: noLog, clock: Date.now, baseUrl: () => url };
  const inFlight = new InFlight();
  const realtime = createRealtime(deps, inFlight);
  const functionsDir = options.functionsDir ?? join(dataDir, 'functions');
  const functions = createFunctions({
    ...deps,
    functionsDir,
    unverified: openFunctions(await readProjectConfig(join(functionsDir, '..', 'config.toml'))),
    env: { GREETING: 'bonjour' },
    ...(options.limits && { limits: options.limits }),
  });
  const sql_: Service = async (request) => {
    // Stands for a write over REST: commits, then answers.
    const statement = await request.text();
    await engine.transaction('admin', (tx) => tx.exec(statement));
    return Response.json({ done: true });
  };
  const handle = createGateway({
    keys,
    log: noLog,
    clock: Date.now,
    inFlight,
    routes: [
      { prefix: '/rest/v1', service: sql_ },
      { prefix: '/storage/v1', service: createStorage(deps) },
      { prefix: '/realtime/v1', service: realtime.service },
      { prefix: '/functions/v1', service: functions, ignoresApiKey: true },
    ],
  });
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  server.on('upgrade', (...upgrade) => realtime.upgrade(...upgrade));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { anonKey, serviceRoleKey } = keys;
  return {
    url,
    dataDir,
    engine,
    anonKey,
    serviceRoleKey,
    token: (userId, seconds = 3600) => {
      const iat = Math.floor(Date.now() / 1000);
      return keys.sign({ sub: userId, role: 'authenticated', iat, exp: iat + seconds });
    },
    client: (token) => createClient(url, anonKey, token ? { accessToken: async () => token } : {}),
    async stop() {
      await realtime.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
    },
  };
}

export async function discard(bench: Bench): Promise<void> {
  await bench.stop();
  await rm(bench.dataDir, { recursive: true, force: true });
}
