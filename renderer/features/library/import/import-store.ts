import { createStore } from 'zustand';
import { toErrorBody } from '../../../../contract/errors.ts';
import { queryClient } from '../../../data/client.ts';
import { importFile } from '../../../transport/media.ts';
import { LIBRARY_KEYS, trashWorks } from '../acts.ts';
import { refreshKeys } from '../../undo/attempt.ts';
import {
  addedWorks,
  become,
  EMPTY_QUEUE,
  enqueue,
  type ImportItem,
  type ImportQueue,
  type ImportState,
  retryable,
  startable,
  summarise,
  withoutWaiting,
} from './queue.ts';
import { tellImport } from './tell-import.ts';

/** Files on their way into the library, from whichever screen they came. */
export const imports = createStore<ImportQueue>(() => EMPTY_QUEUE);

export function importFiles(files: readonly File[], collectionId: string | null): void {
  if (files.length === 0) return;
  // A list that has ended is history: the next files begin a new one.
  const queue = imports.getState();
  const base = summarise(queue).active
    ? queue
    : { ...EMPTY_QUEUE, id: crypto.randomUUID(), nextKey: queue.nextKey };
  imports.setState(enqueue(base, files, collectionId), true);
  sendNext();
  tellImport(imports.getState());
}

export function retryImport(key: number): void {
  retry([key]);
}

/** Sends all refused files again that may be taken the next time. */
export function retryImports(): void {
  retry(retryable(imports.getState()).map(({ key }) => key));
}

function retry(keys: readonly number[]): void {
  const waiting = (queue: ImportQueue, key: number) => become(queue, key, { kind: 'waiting' });
  imports.setState((queue) => ({ ...keys.reduce(waiting, queue), isHidden: false }), true);
  sendNext();
  tellImport(imports.getState());
}

/** What was not sent yet stays away. */
export function cancelImports(): void {
  imports.setState(withoutWaiting, true);
  tellImport(imports.getState());
}

/** Moves what the list added to the trash, which can be undone; the list is history then. */
export async function takeImportsBack(): Promise<void> {
  const ids = addedWorks(imports.getState());
  hideImports();
  await trashWorks(ids);
}

export function hideImports(): void {
  imports.setState((queue) => ({ ...queue, isHidden: true }), true);
}

function sendNext(): void {
  for (const item of startable(imports.getState())) void send(item);
}

async function send(item: ImportItem): Promise<void> {
  const settle = (state: ImportState) =>
    imports.setState((queue) => become(queue, item.key, state), true);
  settle({ kind: 'sending' });
  try {
    const outcome = await importFile(item.file, item.collectionId ?? undefined);
    settle({ kind: 'done', ...(outcome && { outcome }) });
    // Each picture appears as it comes; one that is here need not wait for the slowest.
    void refreshKeys(LIBRARY_KEYS);
  } catch (error) {
    settle({ kind: 'refused', error: toErrorBody(error) });
  }
  sendNext();
  tellImport(imports.getState());
  if (!summarise(imports.getState()).active) {
    void queryClient.invalidateQueries({ queryKey: ['library'] });
  }
}
