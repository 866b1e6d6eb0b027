import type { Log } from '../system/log.ts';

/**
 * What can be read of rows that another program wrote. The others are left out, which the log tells: how many, and of
 * what. They may be of a newer program, or of somebody who means no good.
 */
export function readEach<Row, Read>(
  rows: readonly Row[],
  read: (row: Row) => Read | undefined,
  { log, of }: { log: Log; of: string },
): Read[] {
  const all = rows.map(read);
  const found = all.filter((row) => row !== undefined);
  const left = all.length - found.length;
  if (left > 0) log.warn('rows that do not read are left out', { of, left, read: found.length });
  return found;
}
