import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { changeMembers } from '../collections/acts.ts';
import { useCollectionDialog } from '../collections/collection-dialog-state.ts';
import { Part } from './field-list.tsx';

/** The collections a work is in, each with a way out. */
export function CollectionsPart({ work }: { work: LibraryAsset }) {
  const { t } = useTranslation('inspector');
  const open = useCollectionDialog((state) => state.open);
  const { data: all = [] } = useQuery(query('collections.list'));
  const mine = all.filter(({ id }) => work.collectionIds.includes(id));
  return (
    <Part
      title={t('collections')}
      aside={
        <IconButton
          icon={Plus}
          size="sm"
          label={t('addToCollection')}
          shortcut="a"
          onClick={() => open({ mode: 'pick', from: 'library', ids: [work.id] })}
        />
      }
    >
      {mine.length === 0 ? (
        <p className="text-muted">{t('inNoCollection')}</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {mine.map((collection) => (
            <li
              key={collection.id}
              className="bg-hover ring-line flex h-7 max-w-full items-center rounded-md pl-2.5 ring-1 ring-inset"
            >
              <span className="truncate">{collection.name}</span>
              <IconButton
                icon={X}
                size="sm"
                label={t('takeOut', { name: collection.name })}
                onClick={() => void changeMembers(collection, [work.id], false)}
              />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
