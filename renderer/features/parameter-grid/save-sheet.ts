import i18next from 'i18next';
import type { Sheet } from '../../../contract/sheet.ts';
import { downloadBlob } from '../../transport/download-text.ts';
import { drawSheet } from '../../transport/media.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';

/** The whole grid as one picture, as the browser hands over any download. */
export async function saveSheet(sheet: Sheet): Promise<void> {
  try {
    const name = sheet.title.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'grid';
    downloadBlob(await drawSheet(sheet), `${name.slice(0, 80)}.png`);
    notify({ message: i18next.t('saved', { ns: 'parameterGrid' }), tone: 'success', id: 'grid' });
  } catch (error) {
    tellError(error);
  }
}
