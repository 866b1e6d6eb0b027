import { BatchTable, TABLE_PATH } from '../../contract/studio/batch.ts';
import { z } from 'zod';
import { post } from './media.ts';

const TableAnswer = z.object({ value: BatchTable });

/** Reads a table, whose bytes go to the studio as they are: it finds their encoding. Throws `AtelierError`. */
export async function readTable(source: Blob): Promise<BatchTable> {
  return TableAnswer.parse(await post(TABLE_PATH, source)).value;
}
