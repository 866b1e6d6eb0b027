import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { StorageOverview } from '../../../contract/studio/storage.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/toast.tsx';
import { purgeDate } from '../library/purge-date.ts';
import { PurgeDialog } from '../library/purge-dialog.tsx';
import { usePurge } from '../library/purge-state.ts';
import { Row } from '../settings/section.tsx';
import { SPACE } from './use-storage.ts';

/** What can go: the trash, which asks; thumbnails, which come back; what a repair put aside. */
export function Cleaning({ overview }: { overview: StorageOverview }) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const client = useQueryClient();
  const freed = ({ bytes }: { bytes: number }) => {
    notify({ message: t('freed', { size: format.bytes(bytes) }), tone: 'success' });
    void client.invalidateQueries({ queryKey: SPACE });
  };
  const thumbnails = useAction('storage.clearThumbnails', { onDone: freed });
  const lost = useAction('storage.clearLost', { onDone: freed });
  return (
    <>
      <TrashRow overview={overview} />
      <Row
        label={t('thumbnails.title')}
        hint={t('thumbnails.hint', { size: format.bytes(overview.thumbnails.bytes) })}
      >
        <Button
          disabled={overview.thumbnails.count === 0 || thumbnails.isPending}
          onClick={() => thumbnails.mutate(undefined)}
        >
          {t('clear')}
        </Button>
      </Row>
      {overview.lost.count > 0 && (
        <Row
          label={t('lost.title')}
          hint={t('lost.hint', {
            count: overview.lost.count,
            size: format.bytes(overview.lost.bytes),
          })}
        >
          <Button disabled={lost.isPending} onClick={() => lost.mutate(undefined)}>
            {t('lost.clear')}
          </Button>
        </Row>
      )}
      {overview.setAside.count > 0 && (
        <Row
          label={t('setAside.title')}
          hint={t('setAside.hint', {
            count: overview.setAside.count,
            size: format.bytes(overview.setAside.bytes),
            folder: overview.folder,
          })}
        />
      )}
    </>
  );
}

function TrashRow({ overview }: { overview: StorageOverview }) {
  const { t } = useTranslation(['storage', 'library']);
  const format = useFormat();
  const { data: counts } = useQuery(query('library.counts'));
  const count = counts?.trash;
  const { oldestTrashedAt: oldest } = overview;
  const words = (some: number) =>
    [
      t('trash.hint', { count: some, size: format.bytes(overview.trash.bytes) }),
      oldest !== null && t('trash.next', { date: format.date(purgeDate(oldest)) }),
    ]
      .filter(Boolean)
      .join(' ');
  return (
    <Row label={t('trash.title')} hint={count === 0 ? t('trash.empty') : count && words(count)}>
      <Button disabled={!count} onClick={() => usePurge.getState().ask('all')}>
        {t('library:purge.all')}
      </Button>
      <PurgeDialog trashCount={count ?? 0} />
    </Row>
  );
}
