import { Heart, Star } from 'lucide-react';
import { useRef, useState } from 'react';
import { extensionOf } from '../../../contract/media.ts';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useFormat } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { cx } from '../../ui/cx.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { useLift } from '../drag/use-lift.tsx';
import type { Command } from '../grid/command.ts';
import { MoreMenu } from '../grid/command-menus.tsx';
import { useModelName } from '../prompt/model-words.ts';
import { targetsOf } from '../selection/selection.ts';
import { selections } from '../selection/selection-store.ts';
import { nameOf } from '../viewer/viewed-work.ts';
import { StackBadge } from './stack-badge.tsx';
import { WorkStateBadge } from './work-state-badge.tsx';
import { workPayload } from './work-payload.ts';

/** The columns of the list, in the places that its lines and its heading share. */
export const COLUMNS =
  'grid grid-cols-[2.25rem_minmax(8rem,5fr)_minmax(0,2fr)_5rem_6.5rem_2rem] items-center gap-x-4 @min-[54rem]:grid-cols-[2.25rem_minmax(10rem,4fr)_minmax(0,1.5fr)_5rem_minmax(0,1fr)_6.5rem_6.5rem_2rem]';
/** For the columns that only a wide list has room for. */
export const WIDE_ONLY = '@max-[54rem]:hidden';

interface WorkLineProps {
  readonly work: LibraryAsset;
  readonly selected: boolean;
  /** False while the list flies past: what is read, without marks and handles. */
  readonly isFull: boolean;
  readonly hasKeyboard: boolean;
  readonly commands: readonly Command[];
}

/** A work as a line of the list. */
export function WorkLine({ work, selected, isFull, hasKeyboard, commands }: WorkLineProps) {
  const t = useWords('library');
  const format = useFormat();
  const nameOfModel = useModelName();
  const ref = useRef<HTMLDivElement>(null);
  const [isHot, setHot] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const targets = () => targetsOf(selections.library.getState(), work.id);
  useLift(ref, () => workPayload(work, targets()), isFull);
  const name = nameOf(work) ?? t('untitled');
  const { recipe } = work;
  return (
    <div
      className={cx(
        COLUMNS,
        'group/line border-line hover:bg-hover size-full rounded-sm border-b px-2 -outline-offset-2 outline-accent',
        selected && 'outline-2',
        'group-focus-visible/cell:outline-2',
        !selected && 'group-focus-visible/cell:outline-ink',
      )}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={() => setHot(false)}
    >
      <div ref={ref} data-grid-picture className="size-9 overflow-hidden rounded-sm">
        <Thumbnail {...work} alt={name} shape="fill" eager />
      </div>
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate" title={name} dir="auto">
          {name}
        </span>
        {work.isFavorite && (
          <Heart aria-label={t('favorite')} className="text-icon size-3.5 shrink-0 fill-current" />
        )}
        {isFull && <StackBadge work={work} />}
        {isFull && <WorkStateBadge work={work} />}
      </span>
      <span className="text-muted truncate text-sm">{work.tags.join(', ')}</span>
      <Rating value={work.rating} />
      <span className={cx('text-muted truncate text-sm', WIDE_ONLY)}>
        {recipe ? nameOfModel(recipe.model, recipe.modelName) : ''}
      </span>
      <span className={cx('text-muted tabular truncate text-right text-sm', WIDE_ONLY)}>
        {format.bytes(work.bytes)} {extensionOf(work.mime).toUpperCase()}
      </span>
      <span className="text-muted tabular truncate text-right text-sm">
        {format.date(work.createdAt)}
      </span>
      {/* A menu a line costs more than the rest of it: made where the pointer or the keyboard is, and for what is chosen. */}
      {(isHot || isMenuOpen || selected || hasKeyboard) && (
        <span
          className={cx(
            'opacity-0 group-focus-within/cell:opacity-100 group-hover/line:opacity-100 pointer-coarse:opacity-100',
            isMenuOpen && 'opacity-100',
          )}
          // A press on the menu is not a press on the line; other keys go on being those of the list.
          onClick={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => {
            if (isMenuOpen || event.key === 'Enter' || event.key === ' ') event.stopPropagation();
          }}
          role="presentation"
        >
          <MoreMenu
            commands={commands}
            ids={targets()}
            tabIndex={hasKeyboard ? 0 : -1}
            onOpenChange={setMenuOpen}
          />
        </span>
      )}
    </div>
  );
}

function Rating({ value }: { value: number }) {
  const t = useWords('inspector');
  if (value === 0) return <span />;
  return (
    <span className="text-warning flex">
      <VisuallyHidden>{t('stars', { count: value })}</VisuallyHidden>
      {Array.from({ length: value }, (_, at) => (
        <Star key={at} aria-hidden className="size-3.5 fill-current" />
      ))}
    </span>
  );
}
