import { nextUpload, type UploadBody } from '../library/outbox.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { instant } from '../system/clock.ts';
import { sendFile, type UploadPath } from './files-up.ts';

export interface Uploads {
  /** Sends what may go up, one file at a time, beside everything else. */
  wake(way: UploadPath): void;
  /** The file that is going up, and how far it is. */
  current(): UploadProgress | null;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface UploadProgress {
  sha256: string;
  /** Bytes that have arrived, of all. */
  sent: number;
  total: number;
}

/** Progress of a file is told so often at most. */
const TOLD_EVERY_MS = 250;

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
  let current: UploadProgress | null = null;
  let told = 0;

  function tellNowAndThen(): void {
    if (performance.now() - told < TOLD_EVERY_MS) return;
    told = performance.now();
    deps.hooks.changed('sync');
  }

  async function drain(way: UploadPath): Promise<void> {
    while (!way.signal.aborted) {
      const row = nextUpload(deps.db, instant(deps.clock));
      if (!row) return;
      const { bytes } = JSON.parse(row.body) as UploadBody;
      const file = { sha256: row.target, sent: 0, total: bytes };
      current = file;
      try {
        await sendFile(deps, way, row, (sent) => {
          file.sent = sent;
          tellNowAndThen();
        });
      } finally {
        current = null;
      }
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
    current: () => current,
    async idle() {
      await running;
    },
  };
}
