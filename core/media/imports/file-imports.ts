import type { FilesReport, FolderImport } from '../../../contract/studio/imports.ts';
import { listFolderImports, saveFolderImport } from '../../library/folder-imports.ts';
import { instant } from '../../system/clock.ts';
import type { ImportsContext } from './folder-imports.ts';

/** So long a window that sends files may be silent before it is taken for closed. */
const SILENCE_MS = 60_000;

export interface FileImports {
  tell(report: FilesReport): FolderImport;
  /** As it is now: under way as long as its window tells of it. */
  shown(job: FolderImport): FolderImport;
}

/**
 * Files that were dropped, pasted or chosen, as a row beside those of folders. Each is taken by itself as it arrives; their
 * window tells what became of all of them. Stored is always what holds if it never tells more: it stopped there.
 */
export function createFileImports({
  context,
  changed,
  log,
}: Pick<ImportsContext, 'context' | 'changed' | 'log'>): FileImports {
  const { db, clock } = context;
  const heard = new Map<string, number>();

  function shown(job: FolderImport): FolderImport {
    const at = heard.get(job.id);
    const isRunning = at !== undefined && clock.now().getTime() - at < SILENCE_MS;
    return isRunning ? { ...job, state: 'running', endedAt: null } : job;
  }

  return {
    tell({ addedIds, ended, ...report }) {
      const now = instant(clock);
      const before = listFolderImports(db, log).find(({ id }) => id === report.id);
      const job: FolderImport = {
        ...report,
        kind: 'files',
        state: ended ? 'done' : 'cancelled',
        error: null,
        found: addedIds.length + report.known + report.refused,
        walking: false,
        added: addedIds.length,
        startedAt: before?.startedAt ?? now,
        endedAt: now,
      };
      if (ended) heard.delete(job.id);
      else heard.set(job.id, clock.now().getTime());
      saveFolderImport(db, job, addedIds);
      changed();
      return shown(job);
    },
    shown,
  };
}
