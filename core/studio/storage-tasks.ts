import { resolve } from 'node:path';
import { AtelierError } from '../../contract/errors.ts';
import type { KnownBackup, Task, VerifyReport } from '../../contract/studio/storage.ts';
import { backUpLibrary } from '../storage/backup.ts';
import { forgetBackup, listBackups, rememberBackup } from '../storage/known-backups.ts';
import { beginMove, finishMove, switchTo } from '../storage/library-location.ts';
import { copyLibraries, copyRest } from '../storage/move-library.ts';
import { findBackup } from '../storage/manifest.ts';
import { refuseInside } from '../storage/refuse-inside.ts';
import { repairLibrary } from '../storage/repair.ts';
import { stageRestore } from '../storage/restore.ts';
import type { StorageContext } from '../storage/storage-context.ts';
import { verifyLibrary } from '../storage/verify.ts';
import type { FileStore } from '../system/files.ts';
import type { StudioPaths } from '../system/paths.ts';
import type { Tasks } from '../system/tasks.ts';

/** The care of one account's library: long work that its calls start. */
export interface StorageTasks {
  verify(): Task;
  repair(from: string | undefined): Task;
  report(): VerifyReport | null;
  backUp(folder: string): Task;
  backups(): Promise<KnownBackup[]>;
  forgetBackup(folder: string): Promise<void>;
  restore(folder: string): Task;
  move(folder: string): Task;
}

export interface StorageTasksOptions {
  context: StorageContext;
  files: FileStore;
  tasks: Tasks;
  changed: () => void;
  studio: LibraryKeeper;
}

/** What only the whole studio can do. */
export interface LibraryKeeper {
  /** Where the libraries lie now. */
  paths(): StudioPaths;
  /**
   * Closes the account but for this task, runs `work` while nothing is open, and opens the account anew, where the
   * answer says.
   */
  reopen(task: string, work: () => Promise<StudioPaths | undefined>): Promise<void>;
}

export function createStorageTasks(options: StorageTasksOptions): StorageTasks {
  const { context, files, tasks, changed, studio } = options;
  let last: VerifyReport | null = null;

  function remember(report: VerifyReport): void {
    last = report;
    changed();
  }

  /** Only what there is a backup in: a folder that could not be written to is none. */
  async function remembered(folder: string): Promise<void> {
    if (!(await findBackup(folder).catch(() => undefined))) return;
    await rememberBackup(studio.paths(), folder);
    changed();
  }

  return {
    verify: () =>
      tasks.start('verify', async (task) => {
        remember((await verifyLibrary(context, task)).report);
      }),
    repair: (from) =>
      tasks.start('repair', async (task) => {
        remember(await repairLibrary(context, task, { files, from }));
      }),
    report: () => last,
    backUp: (folder) =>
      tasks.start('backup', async (task) => {
        const kept = resolve(folder);
        try {
          await backUpLibrary(context, task, kept);
        } finally {
          // Also one that had to leave something out: it stands on the list with that number.
          await remembered(kept);
        }
      }),
    backups: () => listBackups(studio.paths()),
    async forgetBackup(folder) {
      await forgetBackup(studio.paths(), folder);
      changed();
    },
    restore: (folder) =>
      tasks.start('restore', async (task) => {
        const { files: left, names } = await stageRestore(context.paths, task, folder);
        await rememberBackup(studio.paths(), resolve(folder));
        // What is opened next finds what was restored and puts it in its place.
        await studio.reopen(task.id, () => Promise.resolve(undefined));
        if (left > 0) {
          throw new AtelierError('file_missing', 'The rest of the backup was restored.', {
            files: left,
            names: names.join(', '),
          });
        }
      }),
    move: (folder) =>
      tasks.start('move', async (task) => {
        const paths = studio.paths();
        refuseInside(paths.accounts, folder);
        const move = await beginMove(paths, folder);
        const release = context.originals.holdAll();
        try {
          await copyLibraries(task, move);
          await studio.reopen(task.id, async () => {
            await copyRest(task, move);
            return switchTo(paths, move);
          });
        } finally {
          release();
          await finishMove(studio.paths(), move);
        }
      }),
  };
}
