import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry } from '../../../contract/studio/sync.ts';
import { useConflicts, useOutbox, useSyncStatus } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ConflictCard } from './conflict-card.tsx';
import { groupConflicts } from './group-conflicts.ts';
import { Row, Section } from './section.tsx';
import { useSyncWords } from './sync-words.ts';

/** Rows of a long list that are shown; the rest is a number. */
const SHOWN = 5;

/** What waits to be sent, what was refused, and what was changed on two machines. */
export function Sync() {
  const { t } = useTranslation(['settings', 'frame']);
  const format = useFormat();
  const words = useErrorWords();
  const status = useSyncStatus().data;
  const outbox = useOutbox().data ?? [];
  const conflicts = useConflicts().data ?? [];
  const retry = useAction('sync.retry');
  const setAside = outbox.filter((entry) => entry.setAside);
  const pending = outbox.filter((entry) => !entry.setAside);
  return (
    <Section id="sync" icon={RefreshCw}>
      {status && (
        <Row
          label={t(`frame:sync.${status.state}`)}
          hint={
            status.error
              ? words(status.error).sentence
              : status.lastSyncedAt
                ? t('sync.lastSynced', { when: format.relative(status.lastSyncedAt) })
                : t('sync.never')
          }
        >
          <Button icon={RefreshCw} disabled={retry.isPending} onClick={() => retry.mutate({})}>
            {t('sync.now')}
          </Button>
        </Row>
      )}
      <Pending entries={pending} />
      {setAside.length > 0 && (
        <>
          <Row label={t('sync.setAside')} hint={t('sync.setAsideText')}>
            <Badge tone="warning">{format.number(setAside.length)}</Badge>
            {setAside.length > 1 && (
              <Button
                disabled={retry.isPending}
                onClick={() => retry.mutate({ ids: setAside.map(({ id }) => id) })}
              >
                {t('sync.retryAll')}
              </Button>
            )}
          </Row>
          {setAside.map((entry) => (
            <SetAsideRow key={entry.id} entry={entry} />
          ))}
        </>
      )}
      {conflicts.length > 0 && (
        <>
          <Row label={t('sync.conflicts')} hint={t('sync.conflictsText')}>
            <Badge tone="warning">{format.number(conflicts.length)}</Badge>
          </Row>
          {groupConflicts(conflicts).map((item) => (
            <ConflictCard key={`${item.table} ${item.rowId}`} item={item} />
          ))}
        </>
      )}
    </Section>
  );
}

function Pending({ entries }: { entries: readonly OutboxEntry[] }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const words = useErrorWords();
  const { target } = useSyncWords();
  const rest = entries.length - SHOWN;
  return (
    <Row
      label={t('sync.pending')}
      hint={
        entries.length === 0 ? (
          t('sync.pendingNone')
        ) : (
          <ul className="mt-1 flex flex-col gap-0.5">
            {entries.slice(0, SHOWN).map((entry) => (
              <li key={entry.id}>
                {[
                  target(entry.target),
                  t(`sync.kinds.${entry.kind}`),
                  entry.attempts > 0 && t('sync.attempts', { count: entry.attempts }),
                  entry.error && words(entry.error).title,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </li>
            ))}
            {rest > 0 && <li>{t('sync.more', { count: rest })}</li>}
          </ul>
        )
      }
    >
      {entries.length > 0 && <Badge>{format.number(entries.length)}</Badge>}
    </Row>
  );
}

function SetAsideRow({ entry }: { entry: OutboxEntry }) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const words = useErrorWords();
  const { target } = useSyncWords();
  const [asking, setAsking] = useState(false);
  const retry = useAction('sync.retry');
  const discard = useAction('sync.discard');
  return (
    <Row
      label={`${target(entry.target)} · ${format.dateTime(entry.createdAt)}`}
      hint={entry.error && words(entry.error).sentence}
    >
      <div className="flex gap-2">
        <Button variant="ghost" onClick={() => setAsking(true)}>
          {t('sync.discard')}
        </Button>
        <Button disabled={retry.isPending} onClick={() => retry.mutate({ ids: [entry.id] })}>
          {t('sync.retry')}
        </Button>
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('sync.discardTitle')}
        description={t('sync.discardAdvice')}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t('common:cancel')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                discard.mutate({ ids: [entry.id] });
                setAsking(false);
              }}
            >
              {t('sync.discard')}
            </Button>
          </>
        }
      />
    </Row>
  );
}
