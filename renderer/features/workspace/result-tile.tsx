import { Clock, Download, RefreshCw } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAsset } from '../../../contract/assets.ts';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useLift } from '../drag/use-lift.tsx';
import type { Command } from '../grid/command.ts';
import { MoreMenu } from '../grid/command-menus.tsx';
import { PictureTile } from '../grid/picture-tile.tsx';
import { targetsOf } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { nameOf } from '../viewer/viewed-work.ts';
import { saveResults } from './acts.ts';
import { daysLeft } from './arrange.ts';
import { recall } from '../recipe/recipe-acts.ts';
import { useNow } from './use-now.ts';
import { resultPayload } from './result-payload.ts';

interface ResultTileProps {
  readonly asset: WorkspaceAsset;
  readonly width: number;
  readonly height: number;
  readonly selected: boolean;
  readonly commands: readonly Command[];
}

export function ResultTile({ asset, width, height, selected, commands }: ResultTileProps) {
  const { t } = useTranslation(['workspace', 'recipe', 'viewer']);
  const ref = useRef<HTMLDivElement>(null);
  const targets = () => targetsOf(selections.workspace.getState(), asset.id);
  useLift(ref, () => resultPayload(asset, targets()));
  const days = daysLeft(asset.expiresAt, useNow());
  return (
    <PictureTile
      picture={asset}
      alt={nameOf(asset) ?? t('viewer:untitled')}
      width={width}
      height={height}
      selected={selected}
      pictureRef={ref}
      duration={asset.duration}
      badge={
        days !== undefined && (
          <Badge tone="warning">
            <Clock aria-hidden className="size-3" />
            {t('expiresIn', { count: days })}
          </Badge>
        )
      }
      renderActions={(onMenu) => (
        <>
          <IconButton
            variant="glass"
            size="sm"
            tabIndex={-1}
            icon={Download}
            label={t('commands.save')}
            shortcut="s"
            onClick={() => void saveResults(targets())}
          />
          <IconButton
            variant="glass"
            size="sm"
            tabIndex={-1}
            icon={RefreshCw}
            label={t('recipe:recall')}
            shortcut="r"
            onClick={() => recall(asset.recipe, 'all')}
          />
          <MoreMenu variant="glass" commands={commands} ids={targets()} onOpenChange={onMenu} />
        </>
      )}
    />
  );
}
