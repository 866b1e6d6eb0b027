import { Ellipsis, PenLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../../contract/assets.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { deleteCollection, renameCollection } from './acts.ts';
import { CollectionCover } from './collection-cover.tsx';
import { SideRow } from './side-row.tsx';

interface CollectionRowProps {
  readonly collection: Collection;
  readonly isCurrent: boolean;
  readonly onGo: () => void;
  /** The collection in view was deleted. */
  readonly onGone: () => void;
}

/** A collection in the side list; renamed where it stands. */
export function CollectionRow({ collection, isCurrent, onGo, onGone }: CollectionRowProps) {
  const { t } = useTranslation(['collections', 'common']);
  const [isRenaming, setRenaming] = useState(false);
  const remove = () => {
    if (isCurrent) onGone();
    void deleteCollection(collection);
  };
  if (isRenaming) {
    return <RenameRow collection={collection} onDone={() => setRenaming(false)} />;
  }
  return (
    <SideRow
      place={{ kind: 'collection', id: collection.id, name: collection.name }}
      icon={<CollectionCover sha256={collection.coverSha256} className="size-5" />}
      name={collection.name}
      count={collection.count}
      isCurrent={isCurrent}
      onGo={onGo}
      onKeyDown={(event) => {
        if (event.key === 'F2') setRenaming(true);
        if (event.key === 'Delete') remove();
      }}
      menu={
        <Menu
          trigger={
            <IconButton icon={Ellipsis} size="sm" label={t('menu', { name: collection.name })} />
          }
        >
          <MenuItem icon={PenLine} shortcut="F2" onSelect={() => setRenaming(true)}>
            {t('rename')}
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={remove}>
            {t('remove')}
          </MenuItem>
        </Menu>
      }
    />
  );
}

function RenameRow({ collection, onDone }: { collection: Collection; onDone: () => void }) {
  const { t } = useTranslation('collections');
  const [name, setName] = useState(collection.name);
  return (
    <li className="flex h-9 items-center px-1">
      <input
        // It takes the place of the row that was just asked to be renamed.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        aria-label={t('name')}
        value={name}
        maxLength={120}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => {
          void renameCollection(collection, name);
          onDone();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') onDone();
        }}
        className="bg-canvas ring-edge h-8 w-full min-w-0 rounded-md px-2 ring-1 ring-inset"
      />
    </li>
  );
}
