import { MEDIA_TYPES } from '../../../../contract/media.ts';
import { importFiles } from './import-store.ts';

/** Opens the system's own file dialog. */
export function chooseFiles(collectionId: string | null): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = Object.keys(MEDIA_TYPES).join(',');
  input.addEventListener('change', () => importFiles([...(input.files ?? [])], collectionId));
  input.click();
}
