import { relative, sep } from 'node:path';
import {
  type Finding,
  type FindingKind,
  MOST_FINDINGS,
  type VerifyReport,
} from '../../contract/studio/storage.ts';

export function finding(kind: FindingKind, about: Partial<Finding> = {}): Finding {
  return { kind, sha256: null, path: null, table: null, rowId: null, note: null, ...about };
}

/** A path as reports say it: below the library's folder, with slashes. */
export function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

export function report(
  findings: readonly Finding[],
  read: Pick<VerifyReport, 'at' | 'filesRead' | 'bytesRead' | 'rows' | 'mended'>,
): VerifyReport {
  const counts: VerifyReport['counts'] = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return { ...read, counts, findings: findings.slice(0, MOST_FINDINGS) };
}
