import type { ErrorBody } from '../../../../contract/errors.ts';
import { MEDIA_LIMITS } from '../../../../contract/media.ts';

/**
 * Files on their way into the library. waiting → sending → done | refused; a refused one may wait again.
 * Pure: the runner in use-import.ts sends them.
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
  readonly alike: number;
}

export interface ImportItem {
  readonly key: number;
  readonly file: File;
  /** A collection the file goes into once it is kept. */
  readonly collectionId: string | null;
  readonly state: ImportState;
}

export interface ImportQueue {
  readonly items: readonly ImportItem[];
  readonly nextKey: number;
}

export const EMPTY_QUEUE: ImportQueue = { items: [], nextKey: 1 };

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
  return { items: [...queue.items, ...items], nextKey: queue.nextKey + files.length };
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

export function remove(queue: ImportQueue, key: number): ImportQueue {
  return { ...queue, items: queue.items.filter((item) => item.key !== key) };
}

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
