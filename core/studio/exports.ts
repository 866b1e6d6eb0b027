import { resolve } from 'node:path';
import { AtelierError, HTTP_STATUS } from '../../contract/errors.ts';
import type { ExportOptions, ExportState } from '../../contract/studio/export.ts';
import type { Task } from '../../contract/studio/storage.ts';
import { listLibraryIds } from '../library/library-list.ts';
import {
  type ExportContext,
  type ExportProgress,
  exportWorks,
} from '../media/export/export-works.ts';
import { takenIn, writeToFolder, writeZip } from '../media/export/write-export.ts';
import { zipOf } from '../media/export/zip-export.ts';
import type { TaskControl, Tasks } from '../system/tasks.ts';

export interface Exports {
  start(options: ExportOptions): Task;
  status(id: string): ExportState;
  /** Serves the zip of a download under `/export/<id>`, once; nothing for any other path. */
  serve(request: Request): Response | undefined;
}

/** A download that nobody fetches is given up. */
const PATIENCE_MILLISECONDS = 10 * 60_000;
const MOST_TOLD = 500;

interface Download {
  take(): ReadableStream<Uint8Array>;
}

export function createExports(options: { context: ExportContext; tasks: Tasks }): Exports {
  const { context, tasks } = options;
  const progress = new Map<string, ExportProgress>();
  const downloads = new Map<string, Download>();

  function idsOf({ what }: ExportOptions): string[] {
    return 'ids' in what ? [...new Set(what.ids)] : listLibraryIds(context.db, what.filter);
  }

  function filesOf(task: TaskControl, wanted: ExportOptions, folder?: string) {
    const own: ExportProgress = { written: 0, skipped: [] };
    progress.set(task.id, own);
    for (const id of progress.keys()) {
      if (!tasks.list().some((known) => known.id === id)) progress.delete(id);
    }
    return exportWorks(context, task, wanted, {
      ids: idsOf(wanted),
      progress: own,
      isTaken: folder === undefined ? () => Promise.resolve(false) : takenIn(folder),
    });
  }

  async function run(task: TaskControl, wanted: ExportOptions): Promise<void> {
    const { to } = wanted;
    if (to.kind === 'folder') {
      const folder = resolve(to.path);
      return writeToFolder(filesOf(task, wanted, folder), folder, task);
    }
    const zip = zipOf(filesOf(task, wanted), task);
    if (to.kind === 'zip') return writeZip(zip, to.path);
    return handOut(task, zip);
  }

  /** Waits until the zip was fetched, to its end. */
  async function handOut(task: TaskControl, zip: ReadableStream<Uint8Array>): Promise<void> {
    const { promise, resolve: done, reject } = Promise.withResolvers<void>();
    const patience = setTimeout(() => {
      reject(new AtelierError('timeout', 'Nobody fetched the export.'));
    }, PATIENCE_MILLISECONDS).unref();
    const stop = () => reject(task.signal.reason as Error);
    task.signal.addEventListener('abort', stop, { once: true });
    downloads.set(task.id, {
      take() {
        clearTimeout(patience);
        downloads.delete(task.id);
        return streamOf(zip, { done, reject });
      },
    });
    try {
      await promise;
    } finally {
      clearTimeout(patience);
      task.signal.removeEventListener('abort', stop);
      downloads.delete(task.id);
    }
  }

  return {
    start: (wanted) => tasks.start('export', (task) => run(task, wanted)),
    status(id) {
      const task = tasks.find(id);
      const { written, skipped } = progress.get(id) ?? { written: 0, skipped: [] };
      return {
        task,
        written,
        skipped: skipped.slice(0, MOST_TOLD),
        skippedCount: skipped.length,
      };
    },
    serve(request) {
      const id = /^\/export\/([0-9a-f-]{36})$/.exec(new URL(request.url).pathname)?.[1];
      if (id === undefined) return undefined;
      const download = request.method === 'GET' ? downloads.get(id) : undefined;
      if (!download) return new Response(null, { status: HTTP_STATUS.not_found });
      return new Response(download.take(), {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': 'attachment; filename="atelier-export.zip"',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        },
      });
    },
  };
}

/** Hands the zip on and tells of its end. */
function streamOf(
  zip: ReadableStream<Uint8Array>,
  end: { done: () => void; reject: (error: unknown) => void },
): ReadableStream<Uint8Array> {
  const reader = zip.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const next = await reader.read();
          if (!next.done) return controller.enqueue(next.value);
          controller.close();
          end.done();
        } catch (error) {
          end.reject(error);
          throw error;
        }
      },
      async cancel() {
        await reader.cancel();
        end.reject(new AtelierError('cancelled', 'The download was broken off.'));
      },
    },
    { highWaterMark: 0 },
  );
}
