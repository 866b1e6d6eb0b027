import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { purgeWorks } from './acts.ts';
import { usePurge } from './purge-state.ts';

/** The one thing here that can't be undone, and so the one that asks. */
export function PurgeDialog({ trashCount }: { trashCount: number }) {
  const { t } = useTranslation(['library', 'common']);
  const { asked, close } = usePurge();
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
