import { useQuery } from '@tanstack/react-query';
import {
  CopyCheck,
  FolderPlus,
  FolderSync,
  Heart,
  Images,
  type LucideIcon,
  Plus,
  Trash2,
} from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryFilter } from '../../../contract/studio/library.ts';
import { query } from '../../data/query.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { CollectionRow } from '../collections/collection-row.tsx';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import { treeOf } from '../collections/tree.ts';
import type { Place } from '../drag/payload.ts';
import { useDropPlace } from '../drag/use-drop-place.ts';
import { SideRow } from '../collections/side-row.tsx';
import { type LibraryTool, useLibraryView } from './library-view.ts';

const SHELVES: readonly { shelf: LibraryFilter['shelf']; icon: LucideIcon; place: Place }[] = [
  { shelf: 'all', icon: Images, place: { kind: 'library' } },
  { shelf: 'favorites', icon: Heart, place: { kind: 'favorites' } },
  { shelf: 'trash', icon: Trash2, place: { kind: 'trash' } },
];

/** Shelves and collections, each a place to go to and to drop works on. */
export function SideList() {
  const { t } = useTranslation(['library', 'collections']);
  const { place, go, tool } = useLibraryView();
  const { data: counts } = useQuery(query('library.counts'));
  const { data: collections = [] } = useQuery(query('collections.list'));
  const create = () =>
    useCollectionDialog.getState().open({ mode: 'create', from: 'library', ids: [] });
  return (
    <nav
      aria-label={t('sideList')}
      className="border-line bg-panel flex w-60 shrink-0 flex-col overflow-y-auto border-r p-2"
    >
      <ul>
        {SHELVES.map(({ shelf, icon: Icon, place: dropPlace }) => (
          <SideRow
            key={shelf}
            place={dropPlace}
            icon={<Icon aria-hidden className="text-icon size-4" />}
            name={t(`shelves.${shelf}`)}
            count={counts?.[shelf]}
            isCurrent={tool === null && place.kind === 'shelf' && place.shelf === shelf}
            onGo={() => go({ kind: 'shelf', shelf })}
          />
        ))}
      </ul>
      <CollectionsHeading onCreate={create} />
      <ul className="flex flex-col">
        {treeOf(collections).map((node) => (
          <CollectionRow
            key={node.collection.id}
            node={node}
            depth={0}
            currentId={tool === null && place.kind === 'collection' ? place.id : undefined}
            onGo={(id) => go({ kind: 'collection', id })}
            onGone={() => go({ kind: 'shelf', shelf: 'all' })}
          />
        ))}
      </ul>
      <NewCollectionPlace isEmpty={collections.length === 0} onCreate={create} />
      <ToolRows />
    </nav>
  );
}

const TOOLS: readonly { tool: LibraryTool; icon: LucideIcon }[] = [
  { tool: 'imports', icon: FolderSync },
  { tool: 'duplicates', icon: CopyCheck },
];

/** The care of what is kept, at the foot. */
function ToolRows() {
  const { t } = useTranslation('library');
  const { tool: current, openTool } = useLibraryView();
  return (
    <ul aria-label={t('tools.title')} className="mt-auto flex flex-col pt-4">
      {TOOLS.map(({ tool, icon: Icon }) => (
        <li key={tool}>
          <button
            type="button"
            aria-current={current === tool ? 'page' : undefined}
            onClick={() => openTool(tool)}
            className={cx(
              'flex h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-left transition-colors',
              current === tool ? 'bg-press font-medium' : 'hover:bg-hover',
            )}
          >
            <span className="grid size-5 place-items-center">
              <Icon aria-hidden className="text-icon size-4" />
            </span>
            {t(`tools.${tool}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Also where a collection that lies in another one is dropped to stand at the top again. */
function CollectionsHeading({ onCreate }: { onCreate: () => void }) {
  const { t } = useTranslation('collections');
  const ref = useRef<HTMLDivElement>(null);
  const { canTake, isOver } = useDropPlace(ref, { kind: 'collections' });
  return (
    <div
      ref={ref}
      className={cx(
        'mt-4 flex h-8 shrink-0 items-center justify-between rounded-md pr-0.5 pl-2.5',
        canTake && 'outline-accent -outline-offset-2 outline-2 outline-dashed',
        isOver && 'bg-accent-soft outline-solid',
      )}
    >
      <h2 className="text-muted text-sm font-medium">{t('title')}</h2>
      <IconButton icon={Plus} size="sm" label={t('create')} onClick={onCreate} />
    </div>
  );
}

/** Where works are dropped to begin a collection; with none yet it also says what they are for. */
function NewCollectionPlace({ isEmpty, onCreate }: { isEmpty: boolean; onCreate: () => void }) {
  const { t } = useTranslation('collections');
  const ref = useRef<HTMLButtonElement>(null);
  const { canTake, isOver } = useDropPlace(ref, { kind: 'new-collection' });
  return (
    <button
      ref={ref}
      type="button"
      onClick={onCreate}
      className={cx(
        'text-muted hover:bg-hover mt-1 flex min-h-9 items-center gap-2.5 rounded-md px-2.5 py-2 text-left transition-colors',
        canTake && 'outline-accent -outline-offset-2 outline-2 outline-dashed',
        isOver && 'bg-accent-soft text-accent-text outline-solid',
      )}
    >
      <FolderPlus aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0">{isEmpty ? t('emptyHint') : t('create')}</span>
    </button>
  );
}
