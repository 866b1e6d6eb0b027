import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { CornerLeftUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { CommandEmpty } from '../../ui/command-empty.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { changeCollection } from './acts.ts';
import { CollectionCover } from './collection-cover.tsx';
import type { CollectionDialog } from './collection-dialog-state.ts';
import { pathOf, withInsides } from './tree.ts';

interface MoveDialogProps {
  readonly dialog: Extract<CollectionDialog, { mode: 'move' }>;
  readonly onClose: () => void;
}

/** Chooses the collection that another one will lie in: the keyboard's way of a drag. */
export function MoveDialog({ dialog, onClose }: MoveDialogProps) {
  const { t } = useTranslation('collections');
  const { data: collections = [] } = useQuery(query('collections.list'));
  const { collection } = dialog;
  const barred = new Set(withInsides(collections, collection.id));
  const places = collections.filter((one) => !barred.has(one.id) && one.search === null);
  const move = (parentId: string | null) => {
    onClose();
    void changeCollection(collection, { parentId });
  };
  const row = 'data-[selected=true]:bg-press flex min-h-11 items-center gap-3 rounded-md px-2 py-1';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('moveTitle', { name: collection.name })}
    >
      <Command label={t('moveSearch')} className="flex min-h-0 flex-col gap-2 pt-1">
        <Command.Input
          placeholder={t('moveSearch')}
          className="bg-canvas ring-edge h-9 w-full rounded-md px-3 ring-1 ring-inset"
        />
        <CommandEmpty>{t('noPlace')}</CommandEmpty>
        <Command.List className="max-h-80 overflow-y-auto has-[[cmdk-item]]:min-h-40">
          {collection.parentId !== null && (
            <Command.Item value="top" onSelect={() => move(null)} className={row}>
              <span className="bg-hover grid size-8 place-items-center rounded-sm">
                <CornerLeftUp aria-hidden className="text-icon size-4" />
              </span>
              {t('moveTop')}
            </Command.Item>
          )}
          {places.map((one) => {
            const path = pathOf(collections, one.id);
            return (
              <Command.Item
                key={one.id}
                value={`${path.join(' ')} ${one.id}`}
                onSelect={() => move(one.id)}
                className={row}
              >
                <CollectionCover sha256={one.coverSha256} />
                <span className="min-w-0">
                  <span className="block truncate">{one.name}</span>
                  {path.length > 1 && (
                    <span className="text-muted block truncate text-sm">
                      {path.slice(0, -1).join(' › ')}
                    </span>
                  )}
                </span>
              </Command.Item>
            );
          })}
        </Command.List>
      </Command>
    </Dialog>
  );
}
