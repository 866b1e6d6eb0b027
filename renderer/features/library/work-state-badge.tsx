import {
  CloudAlert,
  CloudDownload,
  CloudUpload,
  GitCompareArrows,
  type LucideIcon,
} from 'lucide-react';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useWords } from '../../i18n/use-words.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { PointedTooltip } from '../../ui/tooltip.tsx';

type Shown = 'failed' | 'conflict' | 'uploading' | 'queued' | 'local' | 'cloud' | 'missing';

/** On a picture: what is under way is quiet, what needs a hand has a colour of its own in both themes. */
const QUIET = 'bg-glass text-on-accent';
const ON_WARNING = 'bg-warning-soft text-warning';
const ON_DANGER = 'bg-danger-soft text-danger';

const LOOKS: Readonly<Record<Shown, { icon: LucideIcon; tone: string }>> = {
  failed: { icon: CloudAlert, tone: ON_DANGER },
  missing: { icon: CloudAlert, tone: ON_DANGER },
  conflict: { icon: GitCompareArrows, tone: ON_WARNING },
  uploading: { icon: CloudUpload, tone: `${QUIET} animate-pulse` },
  queued: { icon: CloudUpload, tone: QUIET },
  local: { icon: CloudUpload, tone: QUIET },
  cloud: { icon: CloudDownload, tone: QUIET },
};

/** Where a work stands on its way to the cloud or from it; nothing for one that is here and there. */
export function WorkStateBadge({ work }: { work: LibraryAsset }) {
  const t = useWords('inspector');
  const shown = shownState(work);
  if (shown === undefined) return null;
  const { icon: Icon, tone } = LOOKS[shown];
  const isFile = shown === 'cloud' || shown === 'missing';
  const label = isFile ? t(`fileStates.${shown}`) : t(`syncStates.${shown}`);
  return (
    <PointedTooltip label={label}>
      <span
        className={`pointer-events-auto grid size-6 shrink-0 place-items-center rounded-md ${tone}`}
      >
        <Icon aria-hidden className="size-3.5" />
        <VisuallyHidden>{label}</VisuallyHidden>
      </span>
    </PointedTooltip>
  );
}

/** What needs a hand comes before what is only under way. */
function shownState({ syncState, fileState }: LibraryAsset): Shown | undefined {
  if (syncState === 'failed' || syncState === 'conflict') return syncState;
  if (fileState === 'missing') return 'missing';
  if (syncState !== 'synced') return syncState;
  return fileState === 'cloud' ? 'cloud' : undefined;
}
