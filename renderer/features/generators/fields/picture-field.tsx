import i18next from 'i18next';
import { importFile } from '../../../transport/media.ts';
import { notify } from '../../../ui/toast.tsx';
import { PictureSlot } from '../../given/picture-slot.tsx';
import { refreshKeys } from '../../undo/attempt.ts';
import { tellError } from '../../undo/tell-error.ts';
import type { FieldViewProps } from './field-view.tsx';

/** A picture of a form. One from outside is imported: it is kept. */
export function PictureField({ value, onChange }: FieldViewProps) {
  return (
    <PictureSlot
      sha256={typeof value === 'object' && 'sha256' in value ? value.sha256 : null}
      onChange={(sha256) => onChange(sha256 === null ? undefined : { sha256 })}
      take={importPicture}
    />
  );
}

async function importPicture(file: File): Promise<string | undefined> {
  try {
    const work = await importFile(file);
    await refreshKeys([['library']]);
    if (!work) {
      const message = i18next.t('picture.failed', { ns: 'generators' });
      notify({ message, tone: 'danger', id: 'picture' });
    }
    return work?.sha256;
  } catch (error) {
    tellError(error);
    return undefined;
  }
}
