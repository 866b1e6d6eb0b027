import {
  CircleCheck,
  CirclePause,
  GitCompareArrows,
  ImageDown,
  type LucideIcon,
  Pause,
  Play,
  RefreshCw,
  Settings,
  Unplug,
  X,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry, SyncStatus } from '../../../contract/studio/sync.ts';
import { useAccount, useOutbox, useSyncStatus } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFocusInside } from '../../ui/use-focus-inside.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { SyncItem } from './sync-item.tsx';

/** What waits to be sent, what is going, what was refused and what needs a word. Folds up from the strip. */
export function SyncPanel() {
  const { t } = useTranslation('sync');
  const setOpen = useView((state) => state.setSyncOpen);
  const panel = useFocusInside(() => setOpen(false));
  const status = useSyncStatus().data;
  const entries = useOutbox().data ?? [];
  return (
    <section
      ref={panel}
      id="sync-panel"
      tabIndex={-1}
      aria-label={t('title')}
      className="absolute right-0 bottom-full z-30 flex max-h-[min(70vh,40rem)] w-104 max-w-full animate-rise flex-col border-y border-l border-line bg-raised shadow-up outline-none"
    >
      <Head status={status} />
      {status && (
        <ScrollRegion label={t('open')} className="min-h-0 overflow-y-auto overscroll-contain">
          <Notices status={status} />
          <Entries status={status} entries={entries} />
        </ScrollRegion>
      )}
    </section>
  );
}

function Head({ status }: { status: SyncStatus | undefined }) {
  const { t } = useTranslation('sync');
  const format = useFormat();
  const setOpen = useView((state) => state.setSyncOpen);
  const showSettings = useView((state) => state.showSettings);
  const retry = useAction('sync.retry');
  const pause = useAction('sync.pause');
  const resume = useAction('sync.resume');
  const isPaused = status?.state === 'paused';
  const since = status?.lastSyncedAt;
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-1 border-b border-line py-2 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold">{t('title')}</h2>
        {status && (
          <p className="text-sm text-pretty text-muted">
            {[
              t(`states.${status.state}`),
              since ? t('lastSynced', { when: format.relative(since) }) : t('never'),
            ].join(' · ')}
          </p>
        )}
      </div>
      <IconButton
        icon={RefreshCw}
        label={t('now')}
        disabled={isPaused || retry.isPending}
        onClick={() => retry.mutate({})}
      />
      <IconButton
        icon={isPaused ? Play : Pause}
        label={t(isPaused ? 'resume' : 'pause')}
        onClick={() => (isPaused ? resume : pause).mutate(undefined)}
      />
      <IconButton icon={Settings} label={t('settings')} onClick={() => showSettings('sync')} />
      <IconButton icon={X} label={t('close')} onClick={() => setOpen(false)} />
    </header>
  );
}

function Notices({ status }: { status: SyncStatus }) {
  const { t } = useTranslation('sync');
  const words = useErrorWords();
  const showSettings = useView((state) => state.showSettings);
  const resume = useAction('sync.resume');
  const [deciding, setDeciding] = useState(false);
  return (
    <>
      {status.state === 'paused' && (
        <Notice
          icon={CirclePause}
          text={t('pausedText')}
          action={
            <Button size="sm" onClick={() => resume.mutate(undefined)}>
              {t('resume')}
            </Button>
          }
        />
      )}
      {status.state === 'signed_out' && (
        <Notice
          icon={Unplug}
          text={t('signedOutText')}
          action={
            <Button size="sm" variant="primary" onClick={() => showSettings('account')}>
              {t('signIn')}
            </Button>
          }
        />
      )}
      {status.state === 'offline' && status.error && (
        <Notice icon={Unplug} text={words(status.error).sentence} />
      )}
      {status.conflicts > 0 && (
        <Notice
          icon={GitCompareArrows}
          text={t('conflictsCount', { count: status.conflicts })}
          action={
            <Button size="sm" onClick={() => setDeciding(true)}>
              {t('look')}
            </Button>
          }
        />
      )}
      <ConflictDialog open={deciding} onClose={() => setDeciding(false)} />
    </>
  );
}

interface NoticeProps {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly action?: ReactNode;
}

function Notice({ icon: Icon, text, action }: NoticeProps) {
  return (
    <div className="flex items-center gap-3 border-b border-line bg-warning-soft px-4 py-2.5">
      <Icon aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 text-sm">{text}</p>
      {action}
    </div>
  );
}

function Entries({ status, entries }: { status: SyncStatus; entries: readonly OutboxEntry[] }) {
  const { t } = useTranslation('sync');
  const retry = useAction('sync.retry');
  const isSolo = useAccount().data?.connection.kind === 'solo';
  const setAside = entries.filter((entry) => entry.setAside);
  const pending = entries.filter((entry) => !entry.setAside);
  const isQuiet = status.pending + status.setAside + status.downloads === 0;
  const rest = status.pending - pending.length;
  if (isQuiet && status.conflicts === 0) {
    return (
      <EmptyState icon={CircleCheck} title={t('allDone')} className="min-h-44 p-6">
        {t(isSolo ? 'allDoneSolo' : 'allDoneText')}
      </EmptyState>
    );
  }
  return (
    <>
      {status.setAside > 0 && (
        <Group
          title={t('setAside')}
          count={status.setAside}
          hint={t('setAsideText')}
          action={
            setAside.length > 1 && (
              <Button
                size="sm"
                disabled={retry.isPending}
                onClick={() => retry.mutate({ ids: setAside.map(({ id }) => id) })}
              >
                {t('retryAll')}
              </Button>
            )
          }
        >
          {setAside.map((entry) => (
            <SyncItem key={entry.id} entry={entry} />
          ))}
        </Group>
      )}
      {status.pending > 0 && (
        <Group title={t('pending')} count={status.pending}>
          {pending.map((entry) => (
            <SyncItem key={entry.id} entry={entry} />
          ))}
          {rest > 0 && (
            <li className="px-4 py-2 text-sm text-muted">{t('more', { count: rest })}</li>
          )}
        </Group>
      )}
      {status.downloads > 0 && (
        <p className="flex items-center gap-3 px-4 py-3 text-sm text-muted">
          <ImageDown aria-hidden className="size-4 shrink-0 text-icon" />
          {t('downloads', { count: status.downloads })}
        </p>
      )}
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly count: number;
  readonly hint?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Group({ title, count, hint, action, children }: GroupProps) {
  const format = useFormat();
  return (
    <section aria-label={title} className="border-b border-line py-2 last:border-0">
      <header className="flex min-h-8 items-center gap-2 px-4">
        <h3 className="font-medium">{title}</h3>
        <Badge>{format.number(count)}</Badge>
        <div className="flex-1" />
        {action}
      </header>
      {hint !== undefined && <p className="px-4 pb-1 text-sm text-muted">{hint}</p>}
      <ul>{children}</ul>
    </section>
  );
}
