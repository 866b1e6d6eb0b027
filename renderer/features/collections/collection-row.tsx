import {
  ChevronRight,
  CornerLeftUp,
  FileOutput,
  Ellipsis,
  FolderInput,
  FolderPlus,
  ListFilter,
  PenLine,
  Trash2,
} from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../../contract/assets.ts';
import { useExport } from '../export/export-state.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { changeCollection, deleteCollection } from './acts.ts';
import { CollectionCover } from './collection-cover.tsx';
import { useCollectionDialog } from './collection-dialog-state.ts';
import { useOpenCollections } from './open-collections.ts';
import { RenameRow } from './rename-row.tsx';
import { SideRow } from './side-row.tsx';
import { SmartMark } from './smart-mark.tsx';
import type { CollectionNode } from './tree.ts';

interface CollectionRowProps {
  readonly node: CollectionNode;
  /** How many collections it lies in. */
  readonly depth: number;
  /** The collection in view. */
  readonly currentId: string | undefined;
  readonly onGo: (id: string) => void;
  /** The collection in view was deleted. */
  readonly onGone: () => void;
}

/** A collection in the side list with those inside it; renamed and moved where it stands. */
export function CollectionRow(props: CollectionRowProps) {
  const { node, depth, currentId, onGo, onGone } = props;
  const { collection, inside } = node;
  const { id, name } = collection;
  const [isRenaming, setRenaming] = useState(false);
  const isOpen = useOpenCollections(({ ids }) => ids.includes(id)) && inside.length > 0;
  const setOpen = useOpenCollections((state) => state.setOpen);
  const isCurrent = currentId === id;
  const remove = () => {
    if (isCurrent) onGone();
    void deleteCollection(collection);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') setRenaming(true);
    if (event.key === 'Delete') remove();
    if (event.key === 'ArrowRight' && inside.length > 0) setOpen(id, true);
    if (event.key === 'ArrowLeft') setOpen(id, false);
  };
  const branch = isOpen && (
    <ul>
      {inside.map((child) => (
        <CollectionRow key={child.collection.id} {...props} node={child} depth={depth + 1} />
      ))}
    </ul>
  );
  if (isRenaming) {
    return (
      <RenameRow collection={collection} depth={depth} onDone={() => setRenaming(false)}>
        {branch}
      </RenameRow>
    );
  }
  return (
    <SideRow
      place={{ kind: 'collection', id, name, isSmart: collection.search !== null }}
      lifted={collection}
      depth={depth}
      toggle={
        inside.length > 0 && (
          <Toggle name={name} isOpen={isOpen} onToggle={() => setOpen(id, !isOpen)} />
        )
      }
      icon={<RowIcon collection={collection} />}
      name={name}
      // One that only holds other collections is not empty.
      count={collection.count === 0 && inside.length > 0 ? undefined : collection.count}
      isCurrent={isCurrent}
      onGo={() => onGo(id)}
      onKeyDown={onKeyDown}
      onLinger={() => inside.length > 0 && setOpen(id, true)}
      menu={
        <RowMenu
          collection={collection}
          onRename={() => setRenaming(true)}
          onRemove={remove}
          onOpen={() => setOpen(id, true)}
        />
      }
    >
      {branch}
    </SideRow>
  );
}

function RowIcon({ collection }: { collection: Collection }) {
  if (collection.search !== null) return <SmartMark />;
  return <CollectionCover sha256={collection.coverSha256} className="size-5" />;
}

function Toggle(props: { name: string; isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation('collections');
  const { name, isOpen } = props;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={t(isOpen ? 'close' : 'open', { name })}
      onClick={props.onToggle}
      className="ring-inside text-icon hover:text-ink grid size-5 shrink-0 place-items-center rounded-sm"
    >
      <ChevronRight
        aria-hidden
        className={cx('size-3.5 transition-transform', isOpen && 'rotate-90')}
      />
    </button>
  );
}

/** Every work of a collection, in the order a list begins with. */
const whole = (collectionId: string) =>
  ({ shelf: 'all', sort: 'newest', stacked: false, collectionId }) as const;

interface RowMenuProps {
  readonly collection: Collection;
  readonly onRename: () => void;
  readonly onRemove: () => void;
  readonly onOpen: () => void;
}

function RowMenu({ collection, onRename, onRemove, onOpen }: RowMenuProps) {
  const { t } = useTranslation(['collections', 'export']);
  const open = useCollectionDialog((state) => state.open);
  const { id, name, parentId, search, count } = collection;
  const trigger = <IconButton icon={Ellipsis} size="sm" label={t('menu', { name })} />;
  return (
    <Menu trigger={trigger}>
      <MenuItem icon={PenLine} shortcut="F2" onSelect={onRename}>
        {t('rename')}
      </MenuItem>
      {search === null ? (
        <MenuItem
          icon={FolderPlus}
          onSelect={() => {
            onOpen();
            open({ mode: 'create', from: 'library', ids: [], parentId: id });
          }}
        >
          {t('newInside')}
        </MenuItem>
      ) : (
        <MenuItem icon={ListFilter} onSelect={() => open({ mode: 'smart', search, collection })}>
          {t('smartChange')}
        </MenuItem>
      )}
      <MenuItem icon={FolderInput} onSelect={() => open({ mode: 'move', collection })}>
        {t('moveTo')}
      </MenuItem>
      {parentId !== null && (
        <MenuItem
          icon={CornerLeftUp}
          onSelect={() => void changeCollection(collection, { parentId: null })}
        >
          {t('moveTop')}
        </MenuItem>
      )}
      <MenuItem
        icon={FileOutput}
        disabled={count === 0}
        onSelect={() => useExport.getState().ask({ what: { filter: whole(id) }, count, name })}
      >
        {t('export:command')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={onRemove}>
        {t('remove')}
      </MenuItem>
    </Menu>
  );
}
