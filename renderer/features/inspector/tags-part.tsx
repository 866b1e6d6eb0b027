import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { giveFocus } from '../../ui/return-focus.ts';
import { useSuggestions } from '../../ui/use-suggestions.tsx';
import { addTags, removeTag } from '../library/edit-acts.ts';
import { useLibraryView } from '../library/library-view.ts';
import { parseTags, tagsOf } from '../library/tags.ts';
import { Part } from './field-list.tsx';

interface TagsPartProps {
  /** Those of the works that are in memory: compared with each other. */
  readonly works: readonly LibraryAsset[];
  /** All that the tags are changed of. */
  readonly ids: readonly string[];
}

/** The tags of one work or of many: those on all of them, and those on some, which one press puts on all. */
export function TagsPart({ works, ids }: TagsPartProps) {
  const { t } = useTranslation('inspector');
  const tags = tagsOf(works);
  return (
    <Part title={t('tags')}>
      {tags.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {tags.map(({ tag, count }) => (
            <TagChip key={tag} tag={tag} count={count} of={works.length} ids={ids} />
          ))}
        </ul>
      )}
      <TagField ids={ids} has={tags.filter(({ count }) => count === works.length)} />
    </Part>
  );
}

interface TagChipProps {
  readonly tag: string;
  readonly count: number;
  readonly of: number;
  readonly ids: readonly string[];
}

function TagChip({ tag, count, of, ids }: TagChipProps) {
  const { t } = useTranslation('inspector');
  const find = useLibraryView((view) => view.addTerm);
  const isOnAll = count === of;
  return (
    <li
      className={cx(
        'ring-line flex h-7 max-w-full items-center rounded-md ring-1 ring-inset',
        isOnAll ? 'bg-hover' : 'border-edge border border-dashed ring-0',
      )}
    >
      <button
        type="button"
        title={t('findTag', { tag })}
        onClick={() => find('tag', tag)}
        className="ring-inside h-full min-w-0 truncate rounded-md pl-2.5 hover:underline"
      >
        {tag}
        {!isOnAll && (
          <span className="text-muted tabular ml-1.5 text-sm">
            {t(of < ids.length ? 'onSomeOfFirst' : 'onSome', { count, of })}
          </span>
        )}
      </button>
      {!isOnAll && (
        <IconButton
          icon={Plus}
          size="sm"
          label={t('giveTag', { tag })}
          onClick={() => void addTags(ids, [tag])}
        />
      )}
      <IconButton
        icon={X}
        size="sm"
        label={t('removeTag', { tag })}
        onClick={() => void removeTag(ids, tag)}
      />
    </li>
  );
}

interface TagFieldProps {
  readonly ids: readonly string[];
  /** Tags that all have already: not offered. */
  readonly has: readonly { readonly tag: string }[];
}

function TagField({ ids, has }: TagFieldProps) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  const [text, setText] = useState('');
  const ref = useRef<HTMLInputElement>(null);
  useShortcut('tag', () => ref.current?.focus());
  const prefix = useDeferredValue(text.trim().slice(0, 50));
  const { data: known = [] } = useQuery(query('library.tags', { prefix }));
  const taken = new Set(has.map(({ tag }) => tag.toLowerCase()));
  const options = known
    .filter(({ value }) => !taken.has(value.toLowerCase()))
    .slice(0, 8)
    .map(({ value, count }) => ({
      key: value,
      label: value,
      hint: format.number(count),
    }));
  const add = (typed: string) => {
    void addTags(ids, parseTags(typed));
    setText('');
  };
  const list = useSuggestions({
    options,
    label: t('tagSuggestions'),
    onChoose: ({ key }) => add(key),
  });
  return list.wrap(
    <Input
      ref={ref}
      {...list.inputProps}
      aria-label={t('addTag')}
      placeholder={t('addTag')}
      value={text}
      dir="auto"
      onChange={(event) => {
        setText(event.target.value);
        list.onType();
      }}
      onPaste={(event) => {
        const pasted = parseTags(event.clipboardData.getData('text'));
        if (pasted.length < 2) return;
        event.preventDefault();
        void addTags(ids, pasted);
      }}
      onKeyDown={(event) => {
        if (list.onKeyDown(event)) return;
        if ((event.key === 'Enter' || event.key === ',') && text.trim() !== '') {
          event.preventDefault();
          add(text);
        }
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (text === '') giveFocus();
        setText('');
      }}
    />,
  );
}
