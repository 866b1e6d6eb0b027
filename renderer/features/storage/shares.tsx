import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageShare } from '../../../contract/studio/storage.ts';
import { extensionOf, MediaType } from '../../../contract/media.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useLibraryView } from '../library/library-view.ts';
import { type SharedBy, useShares } from './use-storage.ts';

const WAYS = ['month', 'collection', 'type'] as const;
/** Lines at first; more are asked for. */
const FEW = 6;

/** What the works take, by when they were made, where they are kept or what they are. */
export function Shares() {
  const { t } = useTranslation('storage');
  const [by, setBy] = useState<SharedBy>('month');
  const [isWhole, setWhole] = useState(false);
  const known = useShares(by);
  const shares = known ?? [];
  const most = Math.max(1, ...shares.map(({ bytes }) => bytes));
  const shown = isWhole ? shares : shares.slice(0, FEW);
  return (
    <div className="flex flex-col gap-3 px-4 py-4">
      <div className="flex items-center justify-between gap-4">
        <h3 className="font-medium">{t('shares.title')}</h3>
        <Segmented
          label={t('shares.by')}
          value={by}
          options={WAYS.map((value) => ({ value, label: t(`shares.${value}`) }))}
          onChange={setBy}
        />
      </div>
      {known?.length === 0 && <p className="text-muted">{t('shares.none')}</p>}
      <ul className="flex flex-col">
        {shown.map((share) => (
          <ShareLine key={share.key} by={by} share={share} most={most} />
        ))}
      </ul>
      {shares.length > shown.length && (
        <Button variant="ghost" className="self-start" onClick={() => setWhole(true)}>
          {t('shares.more', { count: shares.length - shown.length })}
        </Button>
      )}
    </div>
  );
}

function ShareLine({ by, share, most }: { by: SharedBy; share: StorageShare; most: number }) {
  const format = useFormat();
  const name = useShareName(by, share);
  const show = useView((view) => view.show);
  const { go, setSearch } = useLibraryView();
  const search = by === 'month' ? monthSearch(share.key ?? '') : typeSearch(share.key ?? '');
  const open = () => {
    if (by === 'collection' && share.key !== null) go({ kind: 'collection', id: share.key });
    else {
      go({ kind: 'shelf', shelf: 'all' });
      if (by !== 'collection') setSearch(search);
    }
    show('library');
  };
  return (
    <li>
      <button
        type="button"
        onClick={open}
        className="ring-inside -mx-2 grid w-[calc(100%+1rem)] grid-cols-[minmax(6rem,12rem)_1fr_5rem] items-center gap-4 rounded-md px-2 py-1.5 text-left transition-colors hover:bg-hover"
      >
        <span className="truncate" title={name}>
          {name}
        </span>
        <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-line">
          <span
            className="block h-full origin-left rounded-full bg-accent-solid"
            style={{ transform: `scaleX(${share.bytes / most})` }}
          />
        </span>
        <span className="tabular text-right text-muted">{format.bytes(share.bytes)}</span>
      </button>
    </li>
  );
}

function useShareName(by: SharedBy, { key, name }: StorageShare): string {
  const { t, i18n } = useTranslation('storage');
  if (by === 'collection') return name ?? t('shares.noCollection');
  if (by === 'type') return MediaType.safeParse(key).success ? typeName(key ?? '') : (key ?? '');
  const month = new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric' });
  return month.format(new Date(`${key}-15T12:00:00`));
}

const typeName = (mime: string) => extensionOf(MediaType.parse(mime)).toUpperCase();

/** The works of one month, as they are looked for. */
function monthSearch(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const day = (date: Date) =>
    [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
  const before = new Date(Date.UTC(year, number - 1, 0));
  const after = new Date(Date.UTC(year, number, 1));
  return `after:${day(before)} before:${day(after)}`;
}

const typeSearch = (mime: string) => `type:${mime.split('/')[1] ?? ''}`;
