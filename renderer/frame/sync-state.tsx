import {
  Check,
  CirclePause,
  CloudOff,
  GitCompareArrows,
  LoaderCircle,
  type LucideIcon,
  RefreshCw,
  TriangleAlert,
  Unplug,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AtelierError } from '../../contract/errors.ts';
import type { SyncStatus } from '../../contract/studio/sync.ts';
import { useSyncStatus } from '../data/hooks.ts';
import { SyncPanel } from '../features/sync/sync-panel.tsx';
import { useFormat } from '../i18n/format.ts';
import { useActions } from '../state/actions.ts';
import { useView } from '../state/view.ts';
import { cx } from '../ui/cx.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';

type Look = { icon: LucideIcon; tone: string; spin?: true };

type Kind = SyncStatus['state'] | 'setAside' | 'conflicts' | 'lost' | 'closed';

const LOOKS: Readonly<Record<Kind, Look>> = {
  starting: { icon: LoaderCircle, tone: 'text-icon', spin: true },
  offline: { icon: CloudOff, tone: 'text-warning' },
  syncing: { icon: LoaderCircle, tone: 'text-icon', spin: true },
  idle: { icon: Check, tone: 'text-success' },
  signed_out: { icon: Unplug, tone: 'text-warning' },
  paused: { icon: CirclePause, tone: 'text-muted' },
  conflicts: { icon: GitCompareArrows, tone: 'text-warning' },
  setAside: { icon: TriangleAlert, tone: 'text-warning' },
  lost: { icon: Unplug, tone: 'text-danger' },
  closed: { icon: Unplug, tone: 'text-danger' },
};

/** Where the creator's changes stand, quietly; opens the sync panel. */
export function SyncState() {
  const { t } = useTranslation('frame');
  const format = useFormat();
  const { data: status, error } = useSyncStatus();
  const { syncOpen, setSyncOpen } = useView();
  const toggle = () => setSyncOpen(!syncOpen);
  const kind = kindOf(status, error);
  const { icon: Icon, tone, spin } = LOOKS[kind];
  const words = useStateWords(kind, status);
  useActions([
    { id: 'sync-panel', title: t('sync.open'), group: 'view', icon: RefreshCw, run: toggle },
  ]);
  if (!status && !error) return null;
  const since =
    status?.lastSyncedAt && t('sync.since', { when: format.relative(status.lastSyncedAt) });
  return (
    <>
      {syncOpen && <SyncPanel />}
      <VisuallyHidden aria-live="polite">{words}</VisuallyHidden>
      <Tooltip label={since ? `${t('sync.open')} · ${since}` : t('sync.open')}>
        <button
          type="button"
          aria-expanded={syncOpen}
          aria-controls="sync-panel"
          onClick={toggle}
          className="ring-inside inline-flex h-full shrink-0 items-center gap-2 px-3 text-sm text-muted transition-colors hover:bg-hover hover:text-ink"
        >
          <Icon aria-hidden className={cx('size-4 shrink-0', tone, spin && 'animate-spin')} />
          {words}
        </button>
      </Tooltip>
    </>
  );
}

function kindOf(status: SyncStatus | undefined, error: AtelierError | null): Kind {
  // The browser host gives its cookie for one run: after a restart its new link must be opened.
  if (error?.code === 'unauthenticated') return 'closed';
  if (error || !status) return 'lost';
  if (status.setAside > 0) return 'setAside';
  if (status.state === 'idle' && status.pending === 0 && status.conflicts > 0) return 'conflicts';
  // A change that was just made waits for the next round: it is not saved everywhere yet.
  return status.state === 'idle' && status.pending > 0 ? 'syncing' : status.state;
}

function useStateWords(kind: Kind, status: SyncStatus | undefined): string {
  const { t } = useTranslation('frame');
  const pending = status?.pending ?? 0;
  if (kind === 'setAside') return t('sync.setAside', { count: status?.setAside ?? 0 });
  if (kind === 'conflicts') return t('sync.conflicts', { count: status?.conflicts ?? 0 });
  if (kind === 'syncing' && pending > 0) return t('sync.syncingCount', { count: pending });
  return t(`sync.${kind}`);
}
