import { api } from '../../../transport/api.ts';
import type { ImportQueue } from './queue.ts';
import { reportOf } from './report.ts';

/** While files go, the studio hears of them so often; of the beginning and the end at once. */
const TELL_MS = 2_000;

let told = { id: '', at: 0 };
/** One after the other: an older word must not overtake the last one. */
let telling: Promise<unknown> = Promise.resolve();

/** Has the studio list these files with the other imports. They come in whether it hears of it or not. */
export function tellImport(queue: ImportQueue): void {
  const report = reportOf(queue);
  if (!report) return;
  const now = performance.now();
  if (!report.ended && report.id === told.id && now - told.at < TELL_MS) return;
  // After the end the next word is a new beginning: somebody sends refused files again.
  told = { id: report.ended ? '' : report.id, at: now };
  telling = telling.then(() => api.imports.files(report)).catch(() => undefined);
}
