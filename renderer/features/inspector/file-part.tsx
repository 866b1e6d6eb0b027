import { useTranslation } from 'react-i18next';
import { purgeDate } from '../library/purge-date.ts';
import { extensionOf } from '../../../contract/media.ts';
import { useView } from '../../state/view.ts';
import { useFormat } from '../../i18n/format.ts';
import { copyText } from '../clipboard/copy.ts';
import type { ViewedWork } from '../viewer/viewed-work.ts';
import { FieldList, FieldRow, Part } from './field-list.tsx';

/** The file: when it came, how large it is, where it is, until when it stays. */
export function FilePart({ work }: { work: ViewedWork }) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  const setSyncOpen = useView((state) => state.setSyncOpen);
  const fileName = 'fileName' in work ? work.fileName : null;
  return (
    <Part title={t('file')}>
      <FieldList>
        {fileName !== null && (
          <FieldRow
            name={t('fileName')}
            copy={{ label: t('copyFileName'), run: () => void copyText(fileName, 'fileName') }}
          >
            {fileName}
          </FieldRow>
        )}
        <FieldRow name={t(work.recipe ? 'created' : 'imported')}>
          {format.dateTime(work.createdAt)}
        </FieldRow>
        <FieldRow name={t('dimensions')}>{format.size(work.width, work.height)}</FieldRow>
        {work.duration !== null && (
          <FieldRow name={t('duration')}>{format.duration(work.duration)}</FieldRow>
        )}
        <FieldRow name={t('fileSize')}>
          {format.bytes(work.bytes)} · {extensionOf(work.mime).toUpperCase()}
        </FieldRow>
        <FieldRow name={t('where')}>{t(`fileStates.${work.fileState}`)}</FieldRow>
        {'syncState' in work && (
          <FieldRow name={t('sync')}>
            {work.syncState === 'conflict' || work.syncState === 'failed' ? (
              <button
                type="button"
                onClick={() => setSyncOpen(true)}
                className="text-warning rounded-sm underline underline-offset-2"
              >
                {t(`syncStates.${work.syncState}`)}
              </button>
            ) : (
              t(`syncStates.${work.syncState}`)
            )}
          </FieldRow>
        )}
        {'expiresAt' in work && (
          <FieldRow name={t('expires')}>{format.relative(work.expiresAt)}</FieldRow>
        )}
        {'trashedAt' in work && work.trashedAt !== null && (
          <>
            <FieldRow name={t('trashed')}>{format.relative(work.trashedAt)}</FieldRow>
            <FieldRow name={t('purges')}>{format.date(purgeDate(work.trashedAt))}</FieldRow>
          </>
        )}
      </FieldList>
    </Part>
  );
}
