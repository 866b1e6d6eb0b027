import type { Finding, VerifyReport } from '../../contract/studio/storage.ts';
import { instant } from '../system/clock.ts';
import type { TaskControl } from '../system/tasks.ts';
import { checkDatabase } from './check-database.ts';
import { checkFiles } from './check-files.ts';
import { report } from './findings.ts';
import type { StorageContext } from './storage-context.ts';

export interface Verified {
  report: VerifyReport;
  /** All of them; the report lists the first. */
  findings: readonly Finding[];
}

/**
 * Reads every original to the end and looks at every row (rule F4), while the library is in use. Changes nothing.
 * Errors: the signal's reason; those of a disk that does not answer.
 */
export async function verifyLibrary(context: StorageContext, task: TaskControl): Promise<Verified> {
  const database = await checkDatabase(context, task.signal);
  const files = await checkFiles(context, task);
  const findings = [...database.findings, ...files.findings];
  return {
    findings,
    report: report(findings, {
      at: instant(context.library.clock),
      filesRead: files.filesRead,
      bytesRead: files.bytesRead,
      rows: database.rows + files.rows,
      mended: null,
    }),
  };
}
