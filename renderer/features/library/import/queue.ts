import { type ErrorBody, type ErrorCode, isRetryable } from '../../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../../contract/media.ts';

/**
 * Files on their way into the library. waiting → sending → done | refused; a refused one may wait again.
 * Pure: the runner in import-store.ts sends them.
 */
export type ImportState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'done'; readonly outcome?: ImportOutcome }
  | { readonly kind: 'refused'; readonly error: ErrorBody };

/** What became of a file: a work, a new one or one that was here, and works that look like it. */
export interface ImportOutcome {
  readonly workId: string;
  readonly isKnown: boolean;
  readonly likeIds: readonly string[];
}

export interface ImportItem {
  readonly key: number;
  readonly file: File;
  /** A collection the file goes into once it is kept. */
  readonly collectionId: string | null;
  readonly state: ImportState;
}

export interface ImportQueue {
  /** What the list is called among all imports; none as long as there was no file. */
  readonly id: string | null;
  readonly items: readonly ImportItem[];
  readonly nextKey: number;
  /** Put away; it still stands among the imports, where refused files can be sent again. */
  readonly isHidden: boolean;
}

export const EMPTY_QUEUE: ImportQueue = { id: null, items: [], nextKey: 1, isHidden: false };

/** Decoding is what costs; more at once only fills memory. */
export const IMPORTS_AT_ONCE = 3;

/** Adds files; what can't be a work by its size alone is refused here, without sending a byte. */
export function enqueue(
  queue: ImportQueue,
  files: readonly File[],
  collectionId: string | null,
): ImportQueue {
  const items = files.map((file, at): ImportItem => ({
    key: queue.nextKey + at,
    file,
    collectionId,
    state: refusalOf(file) ?? { kind: 'waiting' },
  }));
  return {
    ...queue,
    items: [...queue.items, ...items],
    nextKey: queue.nextKey + files.length,
    isHidden: false,
  };
}

function refusalOf(file: Pick<File, 'size'>): ImportState | undefined {
  if (file.size === 0) return refused('file_empty');
  if (file.size > MEDIA_LIMITS.bytes) return refused('file_too_large');
  return undefined;
}

const refused = (code: 'file_empty' | 'file_too_large'): ImportState => ({
  kind: 'refused',
  error: { code, message: code },
});

/** The files to start sending now. */
export function startable(queue: ImportQueue): ImportItem[] {
  const running = queue.items.filter(({ state }) => state.kind === 'sending').length;
  return queue.items
    .filter(({ state }) => state.kind === 'waiting')
    .slice(0, Math.max(0, IMPORTS_AT_ONCE - running));
}

export function become(queue: ImportQueue, key: number, state: ImportState): ImportQueue {
  return {
    ...queue,
    items: queue.items.map((item) => (item.key === key ? { ...item, state } : item)),
  };
}

/** What has not begun is left out; what is under way comes to its end. */
export function withoutWaiting(queue: ImportQueue): ImportQueue {
  return { ...queue, items: queue.items.filter(({ state }) => state.kind !== 'waiting') };
}

/** Refused files that may be taken the next time. */
export function retryable({ items }: ImportQueue): ImportItem[] {
  return items.filter(({ state }) => mayBeTaken(state));
}

/** Nothing is wrong with the file: what it came to may be better by now, a disk that was full among it. */
export function mayBeTaken(state: ImportState): boolean {
  if (state.kind !== 'refused') return false;
  return isRetryable(state.error.code) || OF_THE_DISK.has(state.error.code);
}

const OF_THE_DISK: ReadonlySet<ErrorCode> = new Set([
  'disk_full',
  'disk_read_only',
  'too_many_files',
]);

/** The works that files of the list made: what taking the import back takes back. */
export function addedWorks({ items }: ImportQueue): string[] {
  return items.flatMap(({ state }) =>
    state.kind === 'done' && state.outcome?.isKnown === false ? [state.outcome.workId] : [],
  );
}

export interface ImportSummary {
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly active: boolean;
  /** 0 to 1 by bytes, so that one large scan does not count as much as one small picture. */
  readonly progress: number;
}

export function summarise(queue: ImportQueue): ImportSummary {
  let [bytes, sent, done, refusedCount] = [0, 0, 0, 0];
  for (const { file, state } of queue.items) {
    bytes += file.size;
    if (state.kind === 'done') done += 1;
    if (state.kind === 'refused') refusedCount += 1;
    if (state.kind === 'done' || state.kind === 'refused') sent += file.size;
  }
  const total = queue.items.length;
  return {
    total,
    done,
    refused: refusedCount,
    active: done + refusedCount < total,
    progress: bytes === 0 ? 1 : sent / bytes,
  };
}
