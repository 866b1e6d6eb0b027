import { FolderInput, Heart, RefreshCw, Star, Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useWords } from '../../i18n/use-words.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { useLift } from '../drag/use-lift.tsx';
import type { Command } from '../grid/command.ts';
import { MoreMenu } from '../grid/command-menus.tsx';
import { PictureTile } from '../grid/picture-tile.tsx';
import { targetsOf } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { nameOf } from '../viewer/viewed-work.ts';
import { recall } from '../recipe/recipe-acts.ts';
import { restoreWorks } from './acts.ts';
import { setFavorite } from './edit-acts.ts';
import { StackBadge } from './stack-badge.tsx';
import { workPayload } from './work-payload.ts';
import { WorkStateBadge } from './work-state-badge.tsx';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';

interface WorkTileProps {
  readonly work: LibraryAsset;
  readonly width: number;
  readonly height: number;
  /** The cell has the shape of the picture. */
  readonly isFilled: boolean;
  readonly selected: boolean;
  /** False while the grid flies past: the picture alone. */
  readonly isFull: boolean;
  readonly commands: readonly Command[];
}

export function WorkTile(props: WorkTileProps) {
  const { work, width, height, isFilled, selected, isFull, commands } = props;
  const t = useWords('library');
  const ref = useRef<HTMLDivElement>(null);
  const targets = () => targetsOf(selections.library.getState(), work.id);
  useLift(ref, () => workPayload(work, targets()), isFull);
  const isTrashed = work.trashedAt !== null;
  return (
    <PictureTile
      picture={work}
      alt={nameOf(work) ?? t('untitled')}
      width={width}
      height={height}
      selected={selected}
      pictureRef={ref}
      isFilled={isFilled}
      duration={work.duration}
      badge={isFull && <WorkBadges work={work} />}
      renderActions={(onMenu) => (
        <>
          {isTrashed ? (
            <IconButton
              variant="glass"
              size="sm"
              tabIndex={-1}
              icon={Undo2}
              label={t('commands.restore')}
              onClick={() => void restoreWorks(targets())}
            />
          ) : (
            <KeptActions work={work} targets={targets} />
          )}
          <MoreMenu variant="glass" commands={commands} ids={targets()} onOpenChange={onMenu} />
        </>
      )}
    />
  );
}

/** What is known of a work at a glance, on its picture. */
function WorkBadges({ work }: { work: LibraryAsset }) {
  const t = useWords('library');
  return (
    <>
      <StackBadge work={work} />
      {work.isFavorite && (
        <span className="bg-glass text-on-accent grid size-6 place-items-center rounded-md">
          <Heart aria-label={t('favorite')} className="size-3.5 fill-current" />
        </span>
      )}
      {work.rating > 0 && <RatingBadge rating={work.rating} />}
      <WorkStateBadge work={work} />
    </>
  );
}

function RatingBadge({ rating }: { rating: number }) {
  const t = useWords('inspector');
  return (
    <span className="bg-glass text-on-accent tabular inline-flex h-6 items-center gap-0.5 rounded-md px-1.5 text-xs font-medium">
      <Star aria-hidden className="size-3.5 fill-current" />
      <span aria-hidden>{rating}</span>
      <VisuallyHidden>{t('stars', { count: rating })}</VisuallyHidden>
    </span>
  );
}

function KeptActions({ work, targets }: { work: LibraryAsset; targets: () => string[] }) {
  const { t } = useTranslation(['library', 'inspector', 'recipe']);
  const { recipe } = work;
  return (
    <>
      <IconButton
        variant="glass"
        size="sm"
        tabIndex={-1}
        icon={Heart}
        label={t(work.isFavorite ? 'inspector:unfavorite' : 'inspector:favorite')}
        shortcut="f"
        pressed={work.isFavorite}
        className={work.isFavorite ? '*:fill-current' : ''}
        onClick={() => void setFavorite([work], !work.isFavorite)}
      />
      <IconButton
        variant="glass"
        size="sm"
        tabIndex={-1}
        icon={FolderInput}
        label={t('commands.addTo')}
        shortcut="a"
        onClick={() =>
          useCollectionDialog.getState().open({ mode: 'pick', from: 'library', ids: targets() })
        }
      />
      {recipe && (
        <IconButton
          variant="glass"
          size="sm"
          tabIndex={-1}
          icon={RefreshCw}
          label={t('recipe:recall')}
          shortcut="r"
          onClick={() => recall(recipe, 'all')}
        />
      )}
    </>
  );
}
