import { Clock, CloudAlert, CloudUpload, type LucideIcon, Send, SquarePen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry } from '../../../contract/studio/sync.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { useSyncWords } from './sync-words.ts';

const ICONS: Readonly<Record<OutboxEntry['kind'], LucideIcon>> = {
  push: SquarePen,
  call: Send,
  upload: CloudUpload,
};

/** One change that waits: what it is about, where it stands and why. What was set aside can be tried or given up. */
export function SyncItem({ entry }: { entry: OutboxEntry }) {
  const { t } = useTranslation('sync');
  const words = useErrorWords();
  const { entryKind } = useSyncWords();
  const name = entry.subject?.title ?? entryKind(entry);
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <Picture entry={entry} />
      <div className="min-w-0 flex-1">
        <div dir="auto" className="truncate font-medium" title={name}>
          {name}
        </div>
        <State entry={entry} />
        {entry.progress && (
          <ProgressBar
            value={entry.progress.total > 0 ? entry.progress.sent / entry.progress.total : null}
            label={t('uploadOf', { name })}
            className="mt-1.5"
          />
        )}
        {entry.error && (
          <p className={entry.setAside ? 'mt-0.5 text-sm' : 'mt-0.5 text-sm text-warning'}>
            {words(entry.error).sentence}
          </p>
        )}
        {entry.setAside && <Choices entry={entry} name={name} />}
      </div>
    </li>
  );
}

function Picture({ entry }: { entry: OutboxEntry }) {
  const Icon = entry.setAside ? CloudAlert : ICONS[entry.kind];
  const sha256 = entry.subject?.sha256;
  return (
    <span className="grid size-10 shrink-0 place-items-center overflow-hidden rounded-sm bg-hover">
      {sha256 ? (
        <Thumbnail sha256={sha256} width={1} height={1} thumbhash={null} alt="" shape="fill" />
      ) : (
        <Icon aria-hidden className="size-4 text-icon" />
      )}
    </span>
  );
}

function State({ entry }: { entry: OutboxEntry }) {
  const { t } = useTranslation('sync');
  const format = useFormat();
  const { entryKind } = useSyncWords();
  const { progress, nextAt, attempts } = entry;
  const sent = progress && {
    sent: format.bytes(progress.sent),
    total: format.bytes(progress.total),
  };
  const facts = [
    entryKind(entry),
    sent ? (progress.sent > 0 ? t('sentOf', sent) : t('sending')) : null,
    entry.error && attempts > 0 && t('attempts', { count: attempts }),
    nextAt && !entry.setAside && t('nextTry', { when: format.relative(nextAt) }),
  ].filter(Boolean);
  return (
    <p className="tabular flex min-w-0 items-center gap-1.5 text-sm text-muted">
      {nextAt && !entry.setAside && <Clock aria-hidden className="size-3.5 shrink-0" />}
      <span className="min-w-0 truncate">{facts.join(' · ')}</span>
    </p>
  );
}

function Choices({ entry, name }: { entry: OutboxEntry; name: string }) {
  const { t } = useTranslation(['sync', 'common']);
  const [asking, setAsking] = useState(false);
  const retry = useAction('sync.retry');
  const discard = useAction('sync.discard');
  return (
    <div className="mt-2 flex gap-2">
      <Button
        size="sm"
        aria-label={t('retryOne', { name })}
        disabled={retry.isPending}
        onClick={() => retry.mutate({ ids: [entry.id] })}
      >
        {t('retry')}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t('discardOne', { name })}
        onClick={() => setAsking(true)}
      >
        {t('discard')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('discardTitle')}
        description={t('discardAdvice')}
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
              {t('discard')}
            </Button>
          </>
        }
      />
    </div>
  );
}
