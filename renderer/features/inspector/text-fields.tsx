import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { cx } from '../../ui/cx.ts';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { giveFocus } from '../../ui/return-focus.ts';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { retitle, setNotes } from '../library/edit-acts.ts';
import { Part } from './field-list.tsx';
import { sharedOf } from './shared-values.ts';

interface FieldProps {
  readonly works: readonly LibraryAsset[];
  readonly ids: readonly string[];
}

/** A text that is written where it stands: leaving keeps it, Esc takes it back. */
function useDraft(stored: string, keep: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  return {
    value: draft ?? stored,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onBlur: () => {
      if (draft !== null && draft.trim() !== stored) keep(draft);
      setDraft(null);
    },
    onEscape: () => {
      setDraft(null);
      // After the old text is back: leaving would keep what stands there.
      requestAnimationFrame(() => giveFocus());
    },
  };
}

/** The title of one work, or one for many. */
export function TitleField({ works, ids }: FieldProps) {
  const { t } = useTranslation('inspector');
  const ref = useRef<HTMLInputElement>(null);
  const shared = sharedOf(works, ({ title }) => title);
  const stored = shared.kind === 'same' ? shared.value : '';
  const { onEscape, ...draft } = useDraft(stored, (text) => void retitle(ids, text));
  useShortcut('retitle', () => {
    ref.current?.focus();
    ref.current?.select();
  });
  const isMany = ids.length > 1;
  return (
    <input
      ref={ref}
      {...draft}
      aria-label={t('title')}
      placeholder={t(
        shared.kind === 'mixed' ? 'mixedValue' : isMany ? 'titleMany' : 'titlePlaceholder',
      )}
      maxLength={200}
      disabled={works.some(({ trashedAt }) => trashedAt !== null)}
      dir="auto"
      onKeyDown={(event) => {
        if (event.key === 'Enter') giveFocus();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onEscape();
      }}
      className={cx(
        'text-md h-9 min-w-0 shrink-0 truncate rounded-md bg-transparent px-2 font-semibold transition-colors',
        'hover:bg-hover focus:bg-canvas placeholder:font-normal',
        isMany ? 'ring-line ring-1 ring-inset' : '-mx-2',
      )}
    />
  );
}

/** What the creator wrote down about a work, or about many at once. */
export function NotesPart({ works, ids }: FieldProps) {
  const { t } = useTranslation('inspector');
  const ref = useRef<HTMLTextAreaElement>(null);
  const shared = sharedOf(works, ({ notes }) => notes);
  const stored = shared.kind === 'same' ? shared.value : '';
  const { onEscape, ...draft } = useDraft(stored, (text) => void setNotes(ids, text));
  return (
    <Part title={t('notes')}>
      <TextareaAutosize
        ref={ref}
        {...draft}
        aria-label={t('notes')}
        placeholder={t(
          shared.kind === 'mixed'
            ? 'mixedValue'
            : ids.length > 1
              ? 'notesMany'
              : 'notesPlaceholder',
        )}
        maxLength={4_000}
        rows={2}
        dir="auto"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.blur();
          }
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onEscape();
        }}
        className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
      />
    </Part>
  );
}
