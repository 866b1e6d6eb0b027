import { AtelierError } from '../../../contract/errors.ts';
import type { BatchTable } from '../../../contract/studio/batch.ts';
import { newId } from '../../system/ids.ts';
import { guessColumns } from '../table/map-columns.ts';
import { readTableFile, type Table } from '../table/read-table.ts';

/** Tables that were read and may yet become a batch. */
export interface KeptTables {
  /** Errors: `file_too_large`, `file_empty`; all else is a problem of the table. */
  read(source: AsyncIterable<Uint8Array>): Promise<BatchTable>;
  /** Errors: `not_found` once others have taken its place. */
  require(id: string): Table;
}

/** One table may hold 16 MB: what was read before the last few is forgotten. */
const KEPT = 3;
const SAMPLE = 3;
const MOST_TOLD = 100;

export function createKeptTables(): KeptTables {
  const kept = new Map<string, Table>();
  return {
    async read(source) {
      const table = await readTableFile(source);
      const id = newId();
      kept.set(id, table);
      for (const old of [...kept.keys()].slice(0, -KEPT)) kept.delete(old);
      const uses = guessColumns(table.columns);
      return {
        id,
        encoding: table.encoding,
        delimiter: table.delimiter,
        columns: table.columns.map(({ name }, nr) => ({ name, use: uses[nr] ?? { kind: 'none' } })),
        rows: table.rows.length,
        sample: table.rows.slice(0, SAMPLE).map(({ cells }) => [...cells]),
        problems: table.problems.slice(0, MOST_TOLD).map((problem) => ({ ...problem })),
        problemCount: table.problems.length,
      };
    },
    require(id) {
      const table = kept.get(id);
      if (!table) throw new AtelierError('not_found', 'This table is not in memory any more.');
      return table;
    },
  };
}
