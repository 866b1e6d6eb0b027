import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../contract/studio/sync.ts';
import { useSyncStatus } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Row, Section } from './section.tsx';

/** Where sync stands, its pause, and the way to what waits or needs a word. */
export function Sync() {
  const { t } = useTranslation('sync');
  const format = useFormat();
  const words = useErrorWords();
  const status = useSyncStatus().data;
  const retry = useAction('sync.retry');
  const pause = useAction('sync.pause');
  const resume = useAction('sync.resume');
  const isPaused = status?.state === 'paused';
  const since = status?.lastSyncedAt;
  return (
    <Section id="sync" icon={RefreshCw}>
      {status && (
        <>
          <Row
            label={t(`states.${status.state}`)}
            hint={
              status.error
                ? words(status.error).sentence
                : since
                  ? t('lastSynced', { when: format.relative(since) })
                  : t('never')
            }
          >
            <div className="flex gap-2">
              <Button
                variant={isPaused ? 'secondary' : 'ghost'}
                onClick={() => (isPaused ? resume : pause).mutate(undefined)}
              >
                {t(isPaused ? 'resume' : 'pause')}
              </Button>
              <Button
                icon={RefreshCw}
                disabled={isPaused || retry.isPending}
                onClick={() => retry.mutate({})}
              >
                {t('now')}
              </Button>
            </div>
          </Row>
          <Waiting status={status} />
        </>
      )}
    </Section>
  );
}

function Waiting({ status }: { status: SyncStatus }) {
  const { t } = useTranslation('sync');
  const format = useFormat();
  const setSyncOpen = useView((state) => state.setSyncOpen);
  const { pending, setAside, conflicts } = status;
  return (
    <Row label={t('pending')} hint={pending === 0 ? t('pendingNone') : undefined}>
      {pending > 0 && <Badge>{format.number(pending)}</Badge>}
      {setAside > 0 && (
        <Badge tone="warning">
          {t('setAside')} · {format.number(setAside)}
        </Badge>
      )}
      {conflicts > 0 && <Badge tone="warning">{t('conflictsCount', { count: conflicts })}</Badge>}
      <Button onClick={() => setSyncOpen(true)}>{t('open')}</Button>
    </Row>
  );
}
