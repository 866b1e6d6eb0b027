import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { FolderPlus, Images } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { CommandEmpty } from '../../ui/command-empty.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveResults } from '../workspace/acts.ts';
import type { CollectionDialog } from './collection-dialog-state.ts';
import { CollectionCover } from './collection-cover.tsx';
import { putInto, putIntoNew } from './put-into.ts';

type Act = () => Promise<unknown>;

interface PickDialogProps {
  readonly dialog: Extract<CollectionDialog, { mode: 'pick' }>;
  readonly onClose: () => void;
}

/** A searchable list of places for works: the keyboard's equal of dragging them there. */
export function PickDialog({ dialog, onClose }: PickDialogProps) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const { data: collections = [] } = useQuery(query('collections.list'));
  const [search, setSearch] = useState('');
  const { from, ids } = dialog;
  // A smart collection holds what it finds, and takes nothing.
  const manual = collections.filter((one) => one.search === null);
  const name = search.trim().slice(0, 120);
  const isNew =
    name !== '' && !collections.some((one) => one.name.toLowerCase() === name.toLowerCase());
  const choose = (act: Act) => () => {
    onClose();
    void act();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(from === 'workspace' ? 'pickToSave' : 'pickToAdd', { count: ids.length })}
    >
      <Command label={t('search')} className="flex min-h-0 flex-col gap-2 pt-1">
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder={t('search')}
          className="bg-canvas ring-edge h-9 w-full rounded-md px-3 ring-1 ring-inset"
        />
        <CommandEmpty>{t('noneFound')}</CommandEmpty>
        <Command.List className="max-h-80 overflow-y-auto has-[[cmdk-item]]:min-h-40">
          {from === 'workspace' && (
            <Row value={t('libraryOnly')} onSelect={choose(() => saveResults(ids))}>
              <span className="bg-hover grid size-8 place-items-center rounded-sm">
                <Images aria-hidden className="text-icon size-4" />
              </span>
              {t('libraryOnly')}
            </Row>
          )}
          {manual.map((collection) => (
            <Row
              key={collection.id}
              // cmdk tells rows apart by their value; two collections may have one name.
              value={`${collection.name} ${collection.id}`}
              onSelect={choose(() => putInto(collection, from, ids))}
            >
              <CollectionCover sha256={collection.coverSha256} />
              <span className="min-w-0 flex-1 truncate">{collection.name}</span>
              <span className="text-muted tabular text-sm">{format.number(collection.count)}</span>
            </Row>
          ))}
          {isNew && (
            <Row value={`${name} new`} onSelect={choose(() => putIntoNew(name, { from, ids }))}>
              <span className="bg-hover grid size-8 place-items-center rounded-sm">
                <FolderPlus aria-hidden className="text-icon size-4" />
              </span>
              <span className="min-w-0 truncate">{t('createNamed', { name })}</span>
            </Row>
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Row(props: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={props.value}
      onSelect={props.onSelect}
      className="data-[selected=true]:bg-press flex h-11 items-center gap-3 rounded-md px-2"
    >
      {props.children}
    </Command.Item>
  );
}
