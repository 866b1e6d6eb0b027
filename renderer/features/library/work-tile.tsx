import { FolderInput, Heart, RefreshCw, Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useLift } from '../drag/use-lift.tsx';
import type { WorksPayload } from '../drag/payload.ts';
import type { Command } from '../grid/command.ts';
import { MoreMenu } from '../grid/command-menus.tsx';
import { PictureTile } from '../grid/picture-tile.tsx';
import { targetsOf } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { nameOf } from '../viewer/viewed-work.ts';
import { recall } from '../recipe/recipe-acts.ts';
import { restoreWorks, setFavorite } from './acts.ts';
import { knownWorks } from './known-works.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';

interface WorkTileProps {
  readonly work: LibraryAsset;
  readonly edge: number;
  readonly selected: boolean;
  readonly commands: readonly Command[];
}

export function WorkTile({ work, edge, selected, commands }: WorkTileProps) {
  const { t } = useTranslation(['library', 'inspector', 'recipe']);
  const ref = useRef<HTMLDivElement>(null);
  const targets = () => targetsOf(selections.library.getState(), work.id);
  useLift(ref, () => workPayload(work, targets()));
  const isTrashed = work.trashedAt !== null;
  return (
    <PictureTile
      picture={work}
      alt={nameOf(work) ?? t('untitled')}
      edge={edge}
      selected={selected}
      pictureRef={ref}
      badge={
        work.isFavorite && (
          <span className="bg-glass text-on-accent grid size-6 place-items-center rounded-md">
            <Heart aria-label={t('favorite')} className="size-3.5 fill-current" />
          </span>
        )
      }
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
          onClick={() => recall(recipe, true)}
        />
      )}
    </>
  );
}

/** Works in the air: the one under the pointer first, then the rest of the selection, in memory or not. */
function workPayload(lead: LibraryAsset, ids: readonly string[]): WorksPayload {
  const others = ids.filter((id) => id !== lead.id);
  return {
    kind: 'works',
    from: lead.trashedAt === null ? 'library' : 'trash',
    ids: [lead.id, ...others],
    sha256s: [lead, ...knownWorks(others)].map(({ sha256 }) => sha256),
    recipe: lead.recipe,
  };
}
