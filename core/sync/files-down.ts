import { AtelierError } from '../../contract/errors.ts';
import { FONT_BUCKET, FONT_EXTENSION, FONT_TYPE, FontAbsence } from '../../contract/fonts.ts';
import { isVideo, MediaType } from '../../contract/media.ts';
import { libraryPath } from '../../contract/sync.ts';
import { setFileState } from '../library/files.ts';
import { absentFonts, fontIsAbsent, forgetAbsences } from '../library/fonts.ts';
import { keptBy, readOfflineRules } from '../library/offline-rules.ts';
import type { SyncDeps } from '../library/sync-engine.ts';
import type { WantedFile } from '../library/sync-hooks.ts';
import { backoff } from './backoff.ts';
import { isOfTheWay, storageFailure } from './failure.ts';
import type { Session } from './session.ts';

const AT_ONCE = 4;
/** So many are looked up at once: the order of all that is missing is made anew for it. */
const QUEUED = 480;
/** A content that does not arrive whole after so many tries is shown as missing until it is opened or the next start. */
const MOST_TRIES = 6;

/** A content that the server has and this machine has not, and where it lies. */
interface Place {
  sha256: string;
  mime: string;
  bytes: number;
  bucket: string;
  path: string;
  /** Its original is wanted here; else only what is shown in lists. */
  whole: number;
}

export interface FilesDown {
  /** Fetches what is missing, results first, in the background, from now on with this session. */
  wake(session: Session): void;
  /** Begins nothing more until it is woken. */
  pause(): void;
  /** One content now; false if it cannot be had. */
  fetch(session: Session, sha256: string): Promise<boolean>;
  /** Thumbnails of one content now, without its original where that is possible. */
  fetchPreview(session: Session, sha256: string): Promise<boolean>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** `tries`: it came, and not whole. `waits`: failures of any kind, for how long to wait. */
interface Failure {
  tries: number;
  waits: number;
  notBefore: number;
}

/**
 * Brings files down (rule S8): four at a time, results before works, thumbnails of what stays in the cloud before
 * originals that are kept here, newest first. A file counts as present once
 * its hash was checked (`hooks.receiveFile`); another content under that name is thrown away and fetched again.
 */
export function createFilesDown(deps: SyncDeps): FilesDown {
  const running = new Map<string, Promise<boolean>>();
  const failures = new Map<string, Failure>();
  /** Not every project's plan makes small pictures: one refusal is enough. */
  const smallOnes = new WeakMap<Session, false>();
  let current: Session | null = null;
  let queue: Place[] = [];
  let timer: NodeJS.Timeout | undefined;
  // What was given up may be there by now.
  deps.db.run("update files set state = 'cloud' where state = 'missing'");
  forgetAbsences(deps.db);

  async function beginAndGoOn(session: Session, place: Place): Promise<void> {
    await begin(session, place);
    next();
  }

  function next(): void {
    clearTimeout(timer);
    const session = current;
    if (!session) return;
    const now = Date.now();
    const resting = [...failures].filter(([, failure]) => failure.notBefore > now);
    if (queue.length === 0) {
      const skip = [...running.keys(), ...resting.map(([sha256]) => sha256)];
      queue = [...missingFonts(deps, session, skip), ...missing(deps, skip)];
    }
    while (running.size < AT_ONCE) {
      const place = queue.shift();
      if (!place) break;
      void beginAndGoOn(session, place);
    }
    const soonest = Math.min(...resting.map(([, failure]) => failure.notBefore));
    if (Number.isFinite(soonest)) timer = setTimeout(next, soonest - now + 5).unref();
  }

  function begin(session: Session, place: Place): Promise<boolean> {
    const under = running.get(place.sha256);
    if (under) return under;
    const work = download(session, place).finally(() => running.delete(place.sha256));
    running.set(place.sha256, work);
    return work;
  }

  async function download(session: Session, place: Place): Promise<boolean> {
    const { sha256 } = place;
    try {
      if (place.bucket === FONT_BUCKET) {
        await deps.hooks.receiveFont(sha256, await bytesOf(session, place));
      } else await downloadMedia(session, place);
      failures.delete(sha256);
      return true;
    } catch (error) {
      if (current === session) failed(place, error);
      return false;
    }
  }

  async function downloadMedia(session: Session, place: Place): Promise<void> {
    const { sha256, mime, bytes } = place;
    const wanted = { sha256, mime: MediaType.parse(mime), bytes };
    if (place.whole === 1) await deps.hooks.receiveFile(wanted, await bytesOf(session, place));
    else await preview(session, place, wanted);
  }

  /** A small picture where the backend makes one, else of all the bytes, which are not kept. */
  async function preview(session: Session, place: Place, wanted: WantedFile): Promise<void> {
    if (!isVideo(wanted.mime) && smallOnes.get(session) !== false) {
      try {
        return await deps.hooks.receivePreview(wanted, await smallOf(session, place), 'small');
      } catch (error) {
        if (error instanceof AtelierError && isOfTheWay(error)) throw error;
        deps.log.info('the backend makes no small pictures', { error });
        smallOnes.set(session, false);
      }
    }
    await deps.hooks.receivePreview(wanted, await bytesOf(session, place), 'whole');
  }

  function failed({ sha256, bucket }: Place, error: unknown): void {
    const before = failures.get(sha256) ?? { tries: 0, waits: 0 };
    const tries = before.tries + (tellsOfTheFile(error) ? 1 : 0);
    const waits = before.waits + 1;
    const gone = error instanceof AtelierError && error.code === 'not_found';
    deps.log.warn('a file did not arrive', { sha256, tries, error });
    const absence = bucket === FONT_BUCKET ? absenceOf(error, tries) : undefined;
    if (absence) {
      failures.delete(sha256);
      fontIsAbsent(deps.db, sha256, absence);
      deps.hooks.changed('brands');
      return;
    }
    if (gone || tries >= MOST_TRIES) {
      failures.delete(sha256);
      setFileState(deps.db, sha256, 'missing');
      deps.hooks.changed('workspace', 'library');
      return;
    }
    failures.set(sha256, { tries, waits, notBefore: Date.now() + backoff(waits) });
  }

  return {
    wake(session) {
      // Another backend, or this one again: what failed because of the way is tried at once.
      if (current !== session) for (const failure of failures.values()) failure.notBefore = 0;
      current = session;
      // What came meanwhile may be wanted first.
      queue = [];
      next();
    },
    pause() {
      current = null;
      clearTimeout(timer);
    },
    async fetch(session, sha256) {
      const place = placeOf(deps, sha256);
      if (!place) return false;
      // Only its thumbnails may be on their way.
      await running.get(sha256);
      return begin(session, { ...place, whole: 1 });
    },
    async fetchPreview(session, sha256) {
      const place = placeOf(deps, sha256);
      return place ? begin(session, { ...place, whole: 0 }) : false;
    },
    async idle() {
      await Promise.all(running.values());
    },
  };
}

/** Where the bytes were at fault, not the way to them nor this machine's disk. A body cut off is not ours to judge. */
function tellsOfTheFile(error: unknown): boolean {
  if (!(error instanceof AtelierError)) return false;
  return !isOfTheWay(error) && !OF_THE_DISK.has(error.code);
}

/** Why a font is not asked for again; nothing while it may yet come. What lies there is what was found there, at each try. */
function absenceOf(error: unknown, tries: number): FontAbsence | undefined {
  if (!(error instanceof AtelierError)) return undefined;
  if (error.code === 'not_found') return 'missing';
  const { data } = FontAbsence.safeParse(error.details?.['reason']);
  return data ?? (tries >= MOST_TRIES ? 'other' : undefined);
}

const OF_THE_DISK: ReadonlySet<string> = new Set([
  'disk_full',
  'disk_read_only',
  'too_many_files',
  'internal',
]);

async function bytesOf(session: Session, { bucket, path }: Place) {
  const { data, error } = await session.client.storage.from(bucket).download(path).asStream();
  if (error) throw storageFailure(error);
  return data;
}

async function smallOf(session: Session, { bucket, path }: Place) {
  const transform = { width: 1024, height: 1024, resize: 'contain' as const };
  const { data, error } = await session.client.storage
    .from(bucket)
    .download(path, { transform })
    .asStream();
  if (error) throw storageFailure(error);
  return data;
}

const PLACES = `
  select f.sha256, f.mime, f.bytes, p.bucket, p.path, p.first, p.at, f.state, f.thumbhash
    from files f join (
      select sha256, 'workspace-temp' as bucket, storage_path as path, 0 as first, created_at as at
        from workspace_assets where hidden = 0 and storage_path is not null
      union all
      select sha256, case when mime like 'video/%' then 'videos' else 'user-library' end,
          storage_path, 1, created_at
        from user_library where storage_path is not null and trashed_at is null
    ) p on p.sha256 = f.sha256`;

/** Of what no rule keeps: its thumbnails, where they never were here. */
function missing({ db, clock }: SyncDeps, skip: readonly string[]): Place[] {
  const kept = keptBy(db, readOfflineRules(db), clock);
  return db.all<Place>(
    `select *, kept as whole from (
       select f.*, ${kept.sql} as kept from (${PLACES}
         where f.state = 'cloud' and f.sha256 not in (select value from json_each(@skip))) f)
     where kept or thumbhash is null
     order by first, kept, at desc limit ${QUEUED}`,
    { skip: JSON.stringify(skip), ...kept.params },
  );
}

/** Of brands, before all pictures: they are few and small, and slides wait for none. */
function missingFonts({ db }: SyncDeps, session: Session, skip: readonly string[]): Place[] {
  return absentFonts(db)
    .filter(({ id, reason }) => reason === null && !skip.includes(id))
    .map(({ id }) => ({
      sha256: id,
      mime: FONT_TYPE,
      bytes: 0,
      bucket: FONT_BUCKET,
      path: libraryPath(session.userId, id, FONT_EXTENSION),
      whole: 1,
    }));
}

/** Originals that are wanted here and are not. */
export function countMissing({ db, clock }: Pick<SyncDeps, 'db' | 'clock'>): number {
  const kept = keptBy(db, readOfflineRules(db), clock);
  const found = db.get<{ n: number }>(
    `select count(*) as n from files f where f.state in ('cloud', 'fetching') and ${kept.sql}
     and (exists (select 1 from user_library l where l.sha256 = f.sha256 and l.trashed_at is null)
       or exists (select 1 from workspace_assets w where w.sha256 = f.sha256 and w.hidden = 0))`,
    kept.params,
  );
  return found?.n ?? 0;
}

function placeOf(deps: SyncDeps, sha256: string): Omit<Place, 'whole'> | undefined {
  return deps.db.get<Omit<Place, 'whole'>>(
    `${PLACES} where f.sha256 = ? and f.state <> 'present' order by p.first desc limit 1`,
    sha256,
  );
}
