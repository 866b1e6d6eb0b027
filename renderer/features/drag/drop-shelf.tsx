import { useQuery } from '@tanstack/react-query';
import { FolderPlus, Images } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { cx } from '../../ui/cx.ts';
import { CollectionCover } from '../collections/collection-cover.tsx';
import { useDragging } from './dragging.ts';
import type { Place } from './payload.ts';
import { useDropPlace } from './use-drop-place.ts';

/**
 * Places to put works while they are in the air: on a screen without a list of collections they slide in at its
 * edge and go away again with the drag.
 */
export function DropShelf() {
  const { t } = useTranslation('drag');
  const isDragging = useDragging(
    ({ payload }) => payload?.kind === 'works' && payload.from === 'workspace',
  );
  const { data: collections = [] } = useQuery(query('collections.list'));
  const manual = collections.filter(({ search }) => search === null);
  return (
    <div
      aria-hidden={!isDragging}
      inert={!isDragging}
      className={cx(
        'bg-raised shadow-dialog absolute top-3 left-3 max-h-[calc(100%-1.5rem)] z-30 flex w-60 flex-col gap-1 overflow-y-auto rounded-lg p-2 transition-[opacity,transform]',
        isDragging ? 'opacity-100' : 'pointer-events-none -translate-x-4 opacity-0',
      )}
    >
      <p className="text-muted px-2 pt-1 pb-1 text-xs font-medium">{t('shelf')}</p>
      <ShelfPlace
        place={{ kind: 'library' }}
        icon={<Images aria-hidden className="text-icon size-4" />}
      >
        {t('library')}
      </ShelfPlace>
      {manual.map(({ id, name, coverSha256 }) => (
        <ShelfPlace
          key={id}
          place={{ kind: 'collection', id, name }}
          icon={<CollectionCover sha256={coverSha256} />}
        >
          {name}
        </ShelfPlace>
      ))}
      <ShelfPlace
        place={{ kind: 'new-collection' }}
        icon={<FolderPlus aria-hidden className="text-icon size-4" />}
      >
        {t('newCollection')}
      </ShelfPlace>
    </div>
  );
}

function ShelfPlace(props: { place: Place; icon: ReactNode; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const { isOver } = useDropPlace(ref, props.place);
  return (
    <div
      ref={ref}
      className={cx(
        'flex h-12 shrink-0 items-center gap-3 rounded-md px-2 transition-colors',
        isOver ? 'bg-accent-soft text-accent-text ring-accent ring-2 ring-inset' : 'bg-hover',
      )}
    >
      <span className="grid size-8 shrink-0 place-items-center">{props.icon}</span>
      <span className="min-w-0 truncate">{props.children}</span>
    </div>
  );
}
