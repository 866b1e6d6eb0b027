import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import type { FolderImport } from '../../../contract/studio/imports.ts';
import { query } from '../../data/query.ts';
import { imports } from '../library/import/import-store.ts';
import { type ImportQueue, retryable } from '../library/import/queue.ts';
import { reportOf } from '../library/import/report.ts';

/** An import in the list. `isHere`: this window sends its files. `canRetry`: it has some that may be taken now. */
export type ListedImport = FolderImport & { readonly isHere: boolean; readonly canRetry: boolean };

/** All imports, newest first; undefined before they are known. Of what this window sends it knows more than the studio. */
export function useListedImports(): ListedImport[] | undefined {
  const { data } = useQuery(query('imports.status'));
  const queue = useStore(imports);
  return data?.map((job) => listed(job, queue));
}

export function listed(job: FolderImport, queue: ImportQueue): ListedImport {
  const report = job.id === queue.id ? reportOf(queue) : undefined;
  if (!report) return { ...job, isHere: false, canRetry: false };
  const { addedIds, ended, ...told } = report;
  const { known, refused } = told;
  return {
    ...job,
    ...told,
    state: ended ? 'done' : 'running',
    added: addedIds.length,
    found: addedIds.length + known + refused,
    isHere: true,
    canRetry: retryable(queue).length > 0,
  };
}
