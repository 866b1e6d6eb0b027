import { access } from 'node:fs/promises';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { AtelierError, type ErrorBody } from '../../../contract/errors.ts';
import { nameFrom, nameValues } from '../../../contract/export-name.ts';
import type { ExportOptions } from '../../../contract/studio/export.ts';
import { findRow } from '../../library/other-rows.ts';
import { findWorks } from '../../library/works.ts';
import type { Database } from '../../system/database.ts';
import type { TaskControl } from '../../system/tasks.ts';
import type { Converted } from './convert.ts';
import { csvOf } from './export-table.ts';

/** One file of an export, in the order in which they are written. */
export type ExportedFile = { name: string; modified: Date } & (
  | { bytes: Buffer }
  | { path: string; size: number; crc: number }
);

export interface ExportContext {
  db: Database;
  originalPath(sha256: string, mime: LibraryAsset['mime']): string;
  /** Fetches an original from the cloud; false if that cannot be now. */
  fetchFile(sha256: string): Promise<boolean>;
}

/** What an export tells of itself while it runs. */
export interface ExportProgress {
  written: number;
  skipped: { id: string; error: ErrorBody }[];
}

const AT_A_TIME = 200;
/** A work that cannot be exported for these is left out; anything else ends the export. */
const OF_THE_WORK: ReadonlySet<string> = new Set([
  'file_missing',
  'file_unreadable',
  'unsupported_media',
  'file_too_large',
  'timeout',
]);

/**
 * Makes the files of an export, one after the other, as fast as they are taken. `isTaken`: whether the place has a
 * file of this name already; none is ever replaced. Errors: those of the disk, the signal's reason.
 */
export async function* exportWorks(
  context: ExportContext,
  task: TaskControl,
  options: ExportOptions,
  run: {
    ids: readonly string[];
    progress: ExportProgress;
    isTaken: (base: string) => Promise<boolean>;
  },
): AsyncGenerator<ExportedFile> {
  const { ids, progress } = run;
  const names = new Set<string>();
  const rows: { name: string; work: LibraryAsset }[] = [];
  task.progress({ total: ids.length });
  for (let start = 0; start < ids.length; start += AT_A_TIME) {
    const works = findWorks(context.db, ids.slice(start, start + AT_A_TIME));
    for (const [at, work] of works.entries()) {
      task.signal.throwIfAborted();
      const converted = await tryConvert(context, work, options, progress);
      task.progress({ done: 1 });
      if (!converted) continue;
      const wanted = nameOf(context.db, work, {
        template: options.template,
        extension: converted.extension,
        n: String(start + at + 1).padStart(String(ids.length).length, '0'),
      });
      const base = await freeName(wanted, names, run.isTaken);
      const modified = new Date(work.createdAt);
      const { extension, ...content } = converted;
      const name = `${base}.${extension}`;
      yield { name, modified, ...content };
      progress.written += 1;
      if (options.sidecar) yield { name: `${base}.json`, modified, bytes: sidecar(name, work) };
      if (options.csv) rows.push({ name, work });
    }
  }
  if (!options.csv) return;
  const base = await freeName('export', names, run.isTaken);
  yield { name: `${base}.csv`, modified: new Date(), bytes: csvOf(rows) };
}

async function tryConvert(
  context: ExportContext,
  work: LibraryAsset,
  options: ExportOptions,
  { skipped }: ExportProgress,
): Promise<Converted | undefined> {
  try {
    const path = context.originalPath(work.sha256, work.mime);
    if (!(await isThere(path)) && !(await context.fetchFile(work.sha256))) {
      throw new AtelierError('file_missing', 'The file is not on this machine.');
    }
    // The image library comes with the first export, not with a start.
    const { convert } = await import('./convert.ts');
    return await convert(work, path, options);
  } catch (error) {
    if (!(error instanceof AtelierError) || !OF_THE_WORK.has(error.code)) throw error;
    skipped.push({ id: work.id, error: error.toBody() });
    return undefined;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function nameOf(
  db: Database,
  work: LibraryAsset,
  { template, extension, n }: { template: string; extension: string; n: string },
): string {
  const project = projectName(db, work.projectId);
  return nameFrom(template, nameValues(work, { project, n, extension }), work.id);
}

function projectName(db: Database, id: string | null): string | undefined {
  const title = id === null ? undefined : findRow(db, 'projects', id)?.['title'];
  return typeof title === 'string' ? title : undefined;
}

/** Numbered where it is taken. Names that differ only in case or in how an accent is spelled are one on most disks. */
async function freeName(
  wanted: string,
  names: Set<string>,
  isTaken: (base: string) => Promise<boolean>,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const base = number === 1 ? wanted : `${wanted} (${number})`;
    const folded = base.normalize('NFC').toLowerCase();
    if (names.has(folded) || (await isTaken(base))) continue;
    names.add(folded);
    return base;
  }
}

function sidecar(file: string, work: LibraryAsset): Buffer {
  const { id, title, fileName, createdAt, tags, rating, notes, isFavorite, sha256, recipe } = work;
  const { width, height, mime } = work;
  const told = { file, id, title, fileName, createdAt, mime, width, height, sha256 };
  const rest = { tags, rating, notes, isFavorite, recipe };
  return Buffer.from(`${JSON.stringify({ ...told, ...rest }, null, 2)}\n`);
}
