import { AtelierError } from '../../contract/errors.ts';
import { MediaType } from '../../contract/media.ts';
import { setFileState } from '../library/files.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import { backoff } from './backoff.ts';
import { isOffline, storageFailure } from './failure.ts';
import type { Session } from './session.ts';

const AT_ONCE = 4;
/** A content that does not arrive whole after so many tries is shown as missing until the next start. */
const MOST_TRIES = 6;

/** A content that the server has and this machine has not, and where it lies. */
interface Place {
  sha256: string;
  mime: string;
  bytes: number;
  bucket: string;
  path: string;
}

export interface FilesDown {
  /** Fetches what is missing, results first, in the background. */
  wake(session: Session): void;
  /** One content now; false if it cannot be had. */
  fetch(session: Session, sha256: string): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Brings files down (rule S8): four at a time, results before works, newest first. A file counts as present once
 * its hash was checked (`hooks.receiveFile`); another content under that name is thrown away and fetched again.
 */
export function createFilesDown(deps: SyncDeps): FilesDown {
  const running = new Map<string, Promise<boolean>>();
  const failures = new Map<string, { tries: number; notBefore: number }>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function wake(session: Session): void {
    if (stopping.signal.aborted) return;
    clearTimeout(timer);
    const now = Date.now();
    for (const place of missing(deps)) {
      if (running.size >= AT_ONCE) return;
      const failure = failures.get(place.sha256);
      if (running.has(place.sha256) || (failure && failure.notBefore > now)) continue;
      void begin(session, place).then(() => wake(session));
    }
    const next = Math.min(...[...failures.values()].map((failure) => failure.notBefore));
    if (Number.isFinite(next)) {
      timer = setTimeout(() => wake(session), Math.max(next - now, 100)).unref();
    }
  }

  function begin(session: Session, place: Place): Promise<boolean> {
    const under = running.get(place.sha256);
    if (under) return under;
    const work = download(session, place).finally(() => running.delete(place.sha256));
    running.set(place.sha256, work);
    return work;
  }

  async function download(session: Session, place: Place): Promise<boolean> {
    const { sha256, bucket, path, bytes } = place;
    try {
      const { data, error } = await session.client.storage
        .from(bucket)
        .download(path, {}, { signal: stopping.signal })
        .asStream();
      if (error) throw storageFailure(error);
      await deps.hooks.receiveFile({ sha256, mime: MediaType.parse(place.mime), bytes }, data);
      failures.delete(sha256);
      return true;
    } catch (error) {
      if (!stopping.signal.aborted) failed(sha256, error);
      return false;
    }
  }

  function failed(sha256: string, error: unknown): void {
    const tries = (failures.get(sha256)?.tries ?? 0) + (isOffline(error) ? 0 : 1);
    const gone = error instanceof AtelierError && error.code === 'not_found';
    deps.log.warn('a file did not arrive', { sha256, tries, error });
    if (gone || tries >= MOST_TRIES) {
      failures.delete(sha256);
      setFileState(deps.db, sha256, 'missing');
      deps.hooks.changed('workspace', 'library');
      return;
    }
    failures.set(sha256, { tries, notBefore: Date.now() + backoff(Math.max(tries, 1)) });
  }

  return {
    wake,
    async fetch(session, sha256) {
      const place = placeOf(deps, sha256);
      return place ? begin(session, place) : false;
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}

const PLACES = `
  select f.sha256, f.mime, f.bytes, p.bucket, p.path, p.first, p.at, f.state
    from files f join (
      select sha256, 'workspace-temp' as bucket, storage_path as path, 0 as first, created_at as at
        from workspace_assets where hidden = 0 and storage_path is not null
      union all
      select sha256, 'user-library', storage_path, 1, created_at
        from user_library where storage_path is not null and trashed_at is null
    ) p on p.sha256 = f.sha256`;

function missing(deps: SyncDeps): Place[] {
  return deps.db.all<Place>(
    `${PLACES} where f.state = 'cloud' order by p.first, p.at desc limit ?`,
    AT_ONCE * 4,
  );
}

function placeOf(deps: SyncDeps, sha256: string): Place | undefined {
  return deps.db.get<Place>(
    `${PLACES} where f.sha256 = ? and f.state <> 'present' order by p.first desc limit 1`,
    sha256,
  );
}
