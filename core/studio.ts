import type { Router } from '@orpc/server';
import type { StudioEvent } from '../contract/studio/events.ts';
import type { studioContract } from '../contract/studio/index.ts';
import type { BackendLink, ProviderKeys } from '../contract/solo.ts';
import type { Clock } from './system/clock.ts';
import type { Log } from './system/log.ts';
import type { StudioPaths } from './system/paths.ts';
import type { Secrets } from './system/secrets.ts';

export interface StudioOptions {
  paths: StudioPaths;
  secrets: Secrets;
  log: Log;
  clock: Clock;
  fetch: typeof fetch;
  host: 'desktop' | 'browser';
  version: string;
}

export interface Studio {
  /** Implements `contract/studio`; a host hands it to its transport. */
  router: Router<typeof studioContract, Record<never, never>>;
  /**
   * `GET /<sha256>` and `/<sha256>/256|1024` with ranges, `POST /import` with a file as the body.
   * Paths begin at the media base. Never rejects.
   */
  media(request: Request): Promise<Response>;
  /** Where the embedded backend answers now; null while it does not run. */
  connectSolo(link: BackendLink | null): void;
  providerKeys: {
    current(): Promise<ProviderKeys>;
    /** Answers a function that stops it. */
    onChange(callback: (keys: ProviderKeys) => void): () => void;
  };
  /** Answers a function that stops it. */
  onEvent(callback: (event: StudioEvent) => void): () => void;
  close(): Promise<void>;
}

/**
 * Opens the studio on a data folder: the only wiring of `core`.
 * Errors: `studio_in_use` if another studio has the folder open, `library_newer` if a newer program made it,
 * `disk_read_only`, `disk_full`.
 */
export declare function createStudio(options: StudioOptions): Promise<Studio>;
