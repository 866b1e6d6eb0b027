import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { cx } from '../../ui/cx.ts';
import { retitle } from '../library/acts.ts';

/** The title, edited where it stands: Enter or leaving keeps it, Esc takes it back. */
export function TitleField({ work }: { work: LibraryAsset }) {
  const { t } = useTranslation('inspector');
  const [draft, setDraft] = useState<string | null>(null);
  const ref = useRef<HTMLInputElement>(null);
  useShortcut('retitle', () => {
    ref.current?.focus();
    ref.current?.select();
  });
  const keep = () => {
    if (draft !== null) void retitle(work, draft);
    setDraft(null);
  };
  return (
    <input
      ref={ref}
      aria-label={t('title')}
      value={draft ?? work.title ?? ''}
      placeholder={t('titlePlaceholder')}
      maxLength={200}
      disabled={work.trashedAt !== null}
      dir="auto"
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setDraft(null);
        // After the old text is back: leaving would keep what stands there.
        requestAnimationFrame(() => ref.current?.blur());
      }}
      className={cx(
        'text-md -mx-2 h-9 min-w-0 flex-1 truncate rounded-md bg-transparent px-2 font-semibold transition-colors',
        'hover:bg-hover focus:bg-canvas placeholder:font-normal',
      )}
    />
  );
}
