import { Columns2, Heart } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { extensionOf } from '../../../contract/media.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { compareWorks, MOST_COMPARED } from '../compare/compare-state.ts';
import { nameOf } from '../viewer/viewed-work.ts';
import { dismissGroup } from './not-duplicates.ts';

interface DuplicateGroupProps {
  readonly group: readonly LibraryAsset[];
  readonly keepId: string;
  readonly onKeep: (id: string) => void;
  readonly onMerge: () => void;
}

/** Works that look alike, side by side; which one is kept, and what becomes of the others. */
export function DuplicateGroup({ group, keepId, onKeep, onMerge }: DuplicateGroupProps) {
  const { t } = useTranslation(['duplicates', 'compare']);
  const name = useId();
  const compared = group.slice(0, MOST_COMPARED);
  const isSame = group.every(({ sha256 }) => sha256 === group[0]?.sha256);
  return (
    <li className="rounded-lg bg-panel p-4 ring-1 ring-line ring-inset">
      <fieldset>
        <legend className="sr-only">{t('which', { count: group.length })}</legend>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-4">
          {group.map((work) => (
            <Candidate
              key={work.id}
              work={work}
              radioName={name}
              isKept={work.id === keepId}
              onKeep={() => onKeep(work.id)}
            />
          ))}
        </div>
      </fieldset>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 text-sm text-muted">
          {t(isSame ? 'same' : 'alike')} {t('outcome', { count: group.length - 1 })}
        </p>
        <Button
          variant="ghost"
          icon={Columns2}
          onClick={() => compareWorks(compared, compared.length)}
        >
          {t('compare:command')}
        </Button>
        <Button onClick={() => void dismissGroup(group)}>{t('dismiss')}</Button>
        <Button variant="primary" onClick={onMerge}>
          {t('merge')}
        </Button>
      </div>
    </li>
  );
}

interface CandidateProps {
  readonly work: LibraryAsset;
  readonly radioName: string;
  readonly isKept: boolean;
  readonly onKeep: () => void;
}

function Candidate({ work, radioName, isKept, onKeep }: CandidateProps) {
  const { t } = useTranslation(['duplicates', 'library', 'inspector']);
  const format = useFormat();
  const name = nameOf(work) ?? t('library:untitled');
  return (
    <label
      className={cx(
        'group flex min-w-0 cursor-pointer flex-col gap-2 rounded-md p-2 outline-offset-0 transition-colors has-focus-visible:outline-2',
        isKept ? 'bg-accent-soft outline-2 outline-accent' : 'outline-accent hover:bg-hover',
      )}
    >
      <span className={cx('aspect-square overflow-hidden rounded-sm', !isKept && 'opacity-70')}>
        <Thumbnail {...work} size={1024} alt="" shape="fill" />
      </span>
      <span className="flex items-center gap-2">
        <input
          type="radio"
          name={radioName}
          checked={isKept}
          onChange={onKeep}
          className="size-4 shrink-0 accent-accent-solid outline-none"
        />
        <span className="min-w-0 flex-1 truncate font-medium" title={name} dir="auto">
          {name}
        </span>
        {work.isFavorite && (
          <Heart aria-label={t('library:favorite')} className="size-3.5 shrink-0 fill-current" />
        )}
      </span>
      <span className="tabular flex flex-col text-sm text-muted">
        <span>
          {format.size(work.width, work.height)} · {format.bytes(work.bytes)} ·{' '}
          {extensionOf(work.mime).toUpperCase()}
        </span>
        <span>
          {format.date(work.createdAt)}
          {work.rating > 0 && ` · ${t('inspector:stars', { count: work.rating })}`}
        </span>
        {(work.tags.length > 0 || work.collectionIds.length > 0) && (
          <span className="truncate">
            {[
              work.tags.length > 0 && t('tags', { count: work.tags.length }),
              work.collectionIds.length > 0 &&
                t('collections', { count: work.collectionIds.length }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        )}
      </span>
    </label>
  );
}
