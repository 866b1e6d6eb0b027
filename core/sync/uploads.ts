import { nextUpload } from '../library/outbox.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import { sendFile, type UploadPath } from './files-up.ts';

export interface Uploads {
  /** Sends what may go up, one file at a time, beside everything else. */
  wake(way: UploadPath): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface UploadEvents {
  /** A file is there: rows that name it may go. */
  sent(): void;
  failed(error: unknown): void;
}

/**
 * The queue of files that go up (rule S8). A file that fails waits for its time and the next one goes; when the way
 * itself fails, the queue stops, and whoever wakes it decides when it goes on.
 */
export function createUploads(deps: SyncDeps, events: UploadEvents): Uploads {
  let running: Promise<void> | null = null;

  async function drain(way: UploadPath): Promise<void> {
    while (!way.signal.aborted) {
      const row = nextUpload(deps.db, instant(deps.clock));
      if (!row) return;
      await sendFile(deps, way, row);
      events.sent();
    }
  }

  return {
    wake(way) {
      if (running) return;
      running = drain(way)
        .catch((error: unknown) => {
          if (!way.signal.aborted) events.failed(error);
        })
        .finally(() => (running = null));
    },
    async idle() {
      await running;
    },
  };
}
