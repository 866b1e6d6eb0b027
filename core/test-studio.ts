import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { StudioContract } from '../contract/studio/index.ts';
import { createStudio, type Studio, type StudioOptions } from './studio.ts';
import { systemClock } from './system/clock.ts';
import { silentLog } from './system/log.ts';
import { studioPaths } from './system/paths.ts';
import { fileSecrets } from './system/secrets.ts';

export interface TestStudio {
  studio: Studio;
  /** The studio's calls, as a renderer makes them. */
  calls: ContractRouterClient<StudioContract>;
}

/** The real studio on a data folder, with its keys in a file. It has no network unless one is given. */
export async function openTestStudio(
  data: string,
  options: Partial<Pick<StudioOptions, 'fetch' | 'host' | 'log'>> = {},
): Promise<TestStudio> {
  const paths = studioPaths(data);
  const studio = await createStudio({
    paths,
    secrets: fileSecrets(paths.secrets),
    log: silentLog,
    clock: systemClock,
    fetch: () => Promise.reject(new TypeError('no network in this test')),
    host: 'browser',
    version: '0.0.0-test',
    ...options,
  });
  return { studio, calls: createRouterClient(studio.router) };
}
