import {
  CloudAlert,
  CloudDownload,
  CloudUpload,
  GitCompareArrows,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

type Shown = 'failed' | 'conflict' | 'uploading' | 'queued' | 'local' | 'cloud' | 'missing';

const LOOKS: Readonly<Record<Shown, { icon: LucideIcon; tone: string }>> = {
  failed: { icon: CloudAlert, tone: 'text-danger' },
  missing: { icon: CloudAlert, tone: 'text-danger' },
  conflict: { icon: GitCompareArrows, tone: 'text-warning' },
  uploading: { icon: CloudUpload, tone: 'animate-pulse' },
  queued: { icon: CloudUpload, tone: '' },
  local: { icon: CloudUpload, tone: 'opacity-70' },
  cloud: { icon: CloudDownload, tone: '' },
};

/** Where a work stands on its way to the cloud or from it; nothing for one that is here and there. */
export function WorkStateBadge({ work }: { work: LibraryAsset }) {
  const { t } = useTranslation('inspector');
  const shown = shownState(work);
  if (shown === undefined) return null;
  const { icon: Icon, tone } = LOOKS[shown];
  const isFile = shown === 'cloud' || shown === 'missing';
  const label = isFile ? t(`fileStates.${shown}`) : t(`syncStates.${shown}`);
  return (
    <Tooltip label={label}>
      <span className="bg-glass text-on-accent pointer-events-auto grid size-6 shrink-0 place-items-center rounded-md">
        <Icon aria-hidden className={`size-3.5 ${tone}`} />
        <VisuallyHidden>{label}</VisuallyHidden>
      </span>
    </Tooltip>
  );
}

/** What needs a hand comes before what is only under way. */
function shownState({ syncState, fileState }: LibraryAsset): Shown | undefined {
  if (syncState === 'failed' || syncState === 'conflict') return syncState;
  if (fileState === 'missing') return 'missing';
  if (syncState !== 'synced') return syncState;
  return fileState === 'cloud' ? 'cloud' : undefined;
}
