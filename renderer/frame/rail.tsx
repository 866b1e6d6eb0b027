import { type LucideIcon, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DropPlace } from '../features/drag/drop-place.tsx';
import { useAccount, useSyncStatus } from '../data/hooks.ts';
import { SHORTCUTS } from '../state/shortcuts.ts';
import { type Screen, useView } from '../state/view.ts';
import { cx } from '../ui/cx.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { SCREENS } from './screens.tsx';

/** The way between screens. Icons with names on hover; names beside them where there is room. */
export function Rail() {
  const { t } = useTranslation('frame');
  const entries = (place: 'top' | 'foot') =>
    SCREENS.filter((screen) => screen.place === place).map(({ id, icon }) => (
      <ScreenEntry key={id} id={id} icon={icon} />
    ));
  return (
    <nav
      aria-label={t('rail')}
      className="flex w-14 shrink-0 flex-col gap-1 border-r border-line bg-panel p-2 huge:w-44"
    >
      {entries('top')}
      <div className="flex-1" />
      <AccountEntry />
      {entries('foot')}
    </nav>
  );
}

function ScreenEntry({ id, icon }: { id: Screen; icon: LucideIcon }) {
  const { t } = useTranslation('frame');
  const { screen, show } = useView();
  const button = (
    <RailButton
      icon={icon}
      name={t(`screens.${id}`)}
      shortcut={SHORTCUTS[id].keys}
      current={screen === id}
      onClick={() => show(id)}
    />
  );
  return id === 'library' ? <DropPlace place={{ kind: 'library' }}>{button}</DropPlace> : button;
}

function AccountEntry() {
  const { t } = useTranslation(['frame', 'common']);
  const account = useAccount().data;
  const showSettings = useView((state) => state.showSettings);
  const who = account?.email && account.connection.kind === 'supabase' ? account.email : t('solo');
  const isKnown = (useSyncStatus().data?.lastSyncedAt ?? null) !== null;
  const balance =
    isKnown &&
    account &&
    t('balance', { credits: t('common:credits', { count: account.balance }) });
  return (
    <RailButton
      icon={UserRound}
      name={t('account')}
      tooltip={[t('account'), who, balance].filter(Boolean).join(' · ')}
      current={false}
      onClick={() => showSettings('account')}
    />
  );
}

interface RailButtonProps {
  icon: LucideIcon;
  name: string;
  tooltip?: string;
  shortcut?: string;
  current: boolean;
  onClick: () => void;
}

function RailButton({ icon: Icon, name, tooltip, shortcut, current, onClick }: RailButtonProps) {
  return (
    <Tooltip label={tooltip ?? name} shortcut={shortcut} side="right">
      <button
        type="button"
        aria-current={current ? 'page' : undefined}
        onClick={onClick}
        className={cx(
          'flex h-10 w-full items-center justify-center gap-3 rounded-md text-muted transition-colors hover:bg-hover hover:text-ink huge:justify-start huge:px-3',
          current && 'bg-press text-ink hover:bg-press',
        )}
      >
        <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
        <span className="sr-only truncate huge:not-sr-only">{name}</span>
      </button>
    </Tooltip>
  );
}
