import i18next from 'i18next';
import { notify } from '../../ui/toast.tsx';
import { readTable } from '../../transport/table.ts';
import { tellError } from '../undo/tell-error.ts';
import { useBatchPlace } from './batch-state.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** Reads a table, and shows what is in it. Answers whether it could be read. */
export async function takeTable(source: Blob, name: string): Promise<boolean> {
  const { setTable } = useBatchPlace.getState();
  // One that is too large is not sent at all.
  if (source.size > MAX_BYTES) {
    notify({ message: i18next.t('tooLarge', { ns: 'batch' }), tone: 'danger', id: 'table' });
    return false;
  }
  try {
    setTable(await readTable(source), name);
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}
