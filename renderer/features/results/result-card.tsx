import { Download, Maximize2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import { useView } from '../../state/view.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { useViewer } from '../viewer/viewer-state.ts';
import { saveResults } from '../workspace/acts.ts';

/** A result beside the form that made it: looked at large, kept, and what the form itself can do with it. */
export function ResultCard({
  asset,
  children,
}: {
  readonly asset: WorkspaceAsset;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation('generators');
  const show = useView((view) => view.show);
  const open = useViewer((viewer) => viewer.open);
  const look = () => {
    show('workspace');
    open(asset.id);
  };
  return (
    <li className="group bg-well relative aspect-square overflow-hidden rounded-sm">
      <Thumbnail
        sha256={asset.sha256}
        width={asset.width}
        height={asset.height}
        thumbhash={asset.thumbhash}
        alt={asset.recipe.prompt || asset.recipe.modelName}
        shape="fill"
      />
      <span className="absolute right-1.5 bottom-1.5 flex gap-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
        {children}
        <IconButton
          variant="glass"
          size="sm"
          icon={Download}
          label={t('save')}
          onClick={() => void saveResults([asset.id])}
        />
        <IconButton variant="glass" size="sm" icon={Maximize2} label={t('open')} onClick={look} />
      </span>
    </li>
  );
}
