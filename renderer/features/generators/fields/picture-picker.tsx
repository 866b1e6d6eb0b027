import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../../data/query.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Input } from '../../../ui/input.tsx';
import { Thumbnail } from '../../../ui/thumbnail.tsx';

/** As many as are looked through by eye; the search finds the others. */
const SHOWN = 60;

interface PicturePickerProps {
  readonly onPick: (sha256: string) => void;
  readonly onClose: () => void;
}

/** A picture of the library: the newest ones, or what a search finds. */
export function PicturePicker({ onPick, onClose }: PicturePickerProps) {
  const { t } = useTranslation(['generators', 'library', 'search']);
  const [search, setSearch] = useState('');
  const { data } = useQuery({
    ...query('library.list', {
      limit: SHOWN,
      ...(search.trim() !== '' && { search: search.trim() }),
    }),
    placeholderData: (before) => before,
  });
  const works = data?.items.filter(({ mime }) => mime.startsWith('image/')) ?? [];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('picture.pick')}
      className="max-w-200"
    >
      <Input
        type="search"
        aria-label={t('picture.pick')}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      {works.length === 0 && data !== undefined && (
        <p className="text-muted mt-4">{t('picture.none')}</p>
      )}
      <ul className="mt-4 grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-2">
        {works.map(({ id, sha256, width, height, thumbhash, title, fileName, recipe }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onPick(sha256)}
              className="bg-well block aspect-square w-full overflow-hidden rounded-sm"
            >
              <Thumbnail
                sha256={sha256}
                width={width}
                height={height}
                thumbhash={thumbhash}
                alt={title ?? recipe?.prompt ?? fileName ?? sha256.slice(0, 8)}
                shape="fill"
              />
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
