import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { purgeWorks } from './acts.ts';
import { usePurge } from './purge-state.ts';

/** The one thing here that can't be undone, and so the one that asks. */
export function PurgeDialog({ trashCount }: { trashCount: number }) {
  const { t } = useTranslation(['library', 'common', 'lineage']);
  const { asked, close } = usePurge();
  const ids = asked === 'all' || asked === null ? [] : asked.slice(0, 1_000);
  const { data: dependents = [] } = useQuery({
    ...query('library.dependents', { ids }),
    enabled: ids.length > 0,
  });
  if (asked === null) return null;
  const count = asked === 'all' ? trashCount : asked.length;
  const purge = () => {
    close();
    void purgeWorks(asked === 'all' ? undefined : asked);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={t('purge.title', { count })}
      description={t('purge.sentence', { count })}
      {...(dependents.length > 0 && {
        children: (
          <p className="text-warning">{t('lineage:dependPurge', { count: dependents.length })}</p>
        ),
      })}
      footer={
        <>
          <Button onClick={close}>{t('common:cancel')}</Button>
          <Button variant="danger" onClick={purge}>
            {t('purge.button')}
          </Button>
        </>
      }
    />
  );
}
