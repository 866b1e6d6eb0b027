import type { Finding, VerifyReport } from '../../contract/studio/storage.ts';
import { instant } from '../system/clock.ts';
import type { FileStore } from '../system/files.ts';
import type { TaskControl } from '../system/tasks.ts';
import { checkDatabase } from './check-database.ts';
import { lookAtContent } from './check-files.ts';
import { createCopies } from './copies.ts';
import { report } from './findings.ts';
import { mendContent } from './mend-content.ts';
import { mendFonts, mendRows } from './mend-rows.ts';
import { mendStray, mendThumbnail } from './mend-rest.ts';
import type { StorageContext } from './storage-context.ts';
import { verifyLibrary } from './verify.ts';

/** Kinds that are mended in the database alone. */
const OF_ROWS = new Set<Finding['kind']>(['search', 'row', 'outbox', 'unrowed']);
const OF_THUMBNAILS = new Set<Finding['kind']>([
  'thumbnail_missing',
  'thumbnail_corrupt',
  'thumbnail_orphan',
]);

/**
 * Verifies, then mends what can be mended and lists the rest (rule F4): contents from `from`, from what was put aside
 * or from the cloud; rows from the backend's rows and the bytes; thumbnails and the search from what they are made of.
 * No original is deleted: what no row knows, and bytes that are not what their name says, go to `lost+found`.
 * Errors: the signal's reason, `file_missing` if `from` is not there, those of the disk.
 */
export async function repairLibrary(
  context: StorageContext,
  task: TaskControl,
  options: { files: FileStore; from?: string | undefined },
): Promise<VerifyReport> {
  const { library } = context;
  const verified = await verifyLibrary(context, task);
  const copies = await createCopies(context, options.from, task.signal);
  mendRows(
    context,
    verified.findings.filter(({ kind }) => OF_ROWS.has(kind)),
  );
  mendFonts(context, verified.findings);
  const left: Finding[] = [];
  for (const sha256 of contentsOf(verified.findings)) {
    task.signal.throwIfAborted();
    left.push(
      ...(await context.originals.alone(sha256, async () => {
        await mendContent(context, task, { sha256, copies, files: options.files });
        return lookAtContent(context, task, sha256);
      })),
    );
  }
  for (const found of verified.findings) {
    task.signal.throwIfAborted();
    if (found.kind === 'orphan' && found.sha256 === null) await mendStray(context, found);
    if (!OF_THUMBNAILS.has(found.kind)) continue;
    if (!(await mendThumbnail(context, found))) left.push(found);
  }
  left.push(...(await checkDatabase(context, task.signal)).findings);
  library.command(['library', 'workspace', 'collections', 'sync'], () => undefined);
  return report(left, {
    at: instant(library.clock),
    filesRead: verified.report.filesRead,
    bytesRead: verified.report.bytesRead,
    rows: verified.report.rows,
    mended: Math.max(0, verified.findings.length - left.length),
  });
}

function contentsOf(findings: readonly Finding[]): Set<string> {
  const contents = new Set<string>();
  for (const { kind, sha256, table } of findings) {
    if (sha256 === null || OF_THUMBNAILS.has(kind) || table === 'fonts') continue;
    contents.add(sha256);
  }
  return contents;
}
