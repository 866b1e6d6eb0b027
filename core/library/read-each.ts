import type { Log } from '../system/log.ts';

interface Origin {
  log: Log;
  /** What the rows are of, in the log. */
  of: string;
}

/**
 * What can be read of rows that another program wrote. The others are left out, which the log tells: how many, and of
 * what. They may be of a newer program, or of somebody who means no good.
 */
export function readEach<Row, Read>(
  rows: readonly Row[],
  read: (row: Row) => Read | undefined,
  origin: Origin,
): Read[] {
  const all = rows.map(read);
  const found = all.filter((row) => row !== undefined);
  tellLeftOut(all.length - found.length, found.length, origin);
  return found;
}

const told = new WeakMap<Log, Set<string>>();

/** Says that rows are left out: once, however often the same rows are read. */
export function tellLeftOut(left: number, read: number, { log, of }: Origin): void {
  if (left === 0) return;
  const known = told.get(log) ?? new Set<string>();
  const line = `${of} ${left} ${read}`;
  if (known.has(line)) return;
  told.set(log, known.add(line));
  log.warn('rows that do not read are left out', { of, left, read });
}
