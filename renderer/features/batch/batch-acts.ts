import i18next from 'i18next';
import type { Batch } from '../../../contract/studio/batch.ts';
import { api } from '../../transport/api.ts';
import { downloadText } from '../../transport/download-text.ts';
import { notify } from '../../ui/toast.tsx';
import { exportWorks } from '../export/export-state.ts';
import { refreshKeys } from '../undo/attempt.ts';
import { tellError } from '../undo/tell-error.ts';

/** Keeps all results in the library, then asks how to export them: a zip or a folder, names by template. */
export async function exportBatch({ id }: Batch): Promise<void> {
  try {
    const works = await api.batch.save({ id });
    void refreshKeys([['workspace'], ['library']]);
    if (works.length > 0) exportWorks(works);
    else notify({ message: i18next.t('noWorks', { ns: 'batch' }), tone: 'warning', id: 'batch' });
  } catch (error) {
    tellError(error);
  }
}

/** A table of the rows with what came of each. */
export async function saveReport({ id, name }: Batch): Promise<void> {
  try {
    const file = name.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'batch';
    downloadText(await api.batch.report({ id }), `${file}.csv`, 'text/csv');
  } catch (error) {
    tellError(error);
  }
}
