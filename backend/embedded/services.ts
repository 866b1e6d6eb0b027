import { fileURLToPath } from 'node:url';
import { createAuth } from './auth/auth.ts';
import { type ProjectConfig, openFunctions } from './config/project-config.ts';
import { createFunctions } from './functions/functions.ts';
import { createGateway } from './gateway/gateway.ts';
import { InFlight } from './gateway/in-flight.ts';
import type { ServiceDeps } from './gateway/service.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createRealtime } from './realtime/realtime.ts';
import { createRest } from './rest/rest.ts';
import { createStorage } from './storage/storage.ts';

const FUNCTIONS_DIR = fileURLToPath(new URL('../../supabase/functions/', import.meta.url));

export interface ServicesOptions {
  functionsDir?: string | undefined;
  publicUrl?: string | undefined;
  onCall?: ((functionName: string) => void) | undefined;
  settings?: ((name: string) => string | undefined) | undefined;
}

export interface Services {
  handle: ReturnType<typeof createGateway>;
  realtime: ReturnType<typeof createRealtime>;
  close(): Promise<void>;
}

/** All that the server answers, behind its one door. */
export async function createServices(
  deps: ServiceDeps,
  config: ProjectConfig,
  options: ServicesOptions,
  localUrl: () => string,
): Promise<Services> {
  const { functionsDir = FUNCTIONS_DIR, onCall } = options;
  const rest = await createRest(deps, config.api);
  const inFlight = new InFlight();
  const realtime = createRealtime(deps, inFlight);
  const functions = createFunctions({
    ...deps,
    baseUrl: localUrl,
    functionsDir,
    unverified: openFunctions(config),
    env: {},
    settings: options.settings,
    onCall,
  });
  const metrics = createMetrics(deps.engine);
  metrics.watch('atelier_realtime_connections', 'Open sockets.', () => realtime.connections());
  const handle = createGateway({
    ...deps,
    inFlight,
    hasProxy: options.publicUrl !== undefined,
    observe: (sample) => metrics.observe(sample),
    routes: [
      { prefix: '/rest/v1', service: rest.service },
      { prefix: '/auth/v1', service: createAuth({ ...deps, config: config.auth }) },
      { prefix: '/storage/v1', service: createStorage(deps) },
      { prefix: '/realtime/v1', service: realtime.service },
      { prefix: '/functions/v1', service: functions, ignoresApiKey: true },
      {
        prefix: '/metrics',
        service: (request, caller) => metrics.service(request, caller),
        isPrivate: true,
      },
    ],
  });
  async function close(): Promise<void> {
    metrics.close();
    await rest.close();
  }
  return { handle, realtime, close };
}
