import { BookmarkPlus, Search, X } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../../state/shortcuts.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { giveFocus } from '../../../ui/return-focus.ts';
import { useSuggestions } from '../../../ui/use-suggestions.tsx';
import { useCollectionDialog } from '../../collections/collection-dialog-state.ts';
import { SearchChip } from './search-chip.tsx';
import { takeOffer } from './suggest.ts';
import { useSavedSearch } from './use-saved-search.ts';
import { useOffers } from './use-offers.tsx';
import { useSearchParts } from './use-search-parts.ts';

/** Words and filters: a filter that is complete becomes a chip, and the field knows what can be written next. */
export function SearchField() {
  const { t } = useTranslation('search');
  const field = useSearchParts();
  const { chips, text } = field.parts;
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  const [isAsked, setAsked] = useState(false);
  const { found, options } = useOffers(text, caret, isAsked);
  useShortcut('search', () => input.current?.focus());

  // A text that was put in place of another leaves the caret at its end; it belongs where the writing goes on.
  const wantsCaret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wantsCaret.current === null) return;
    input.current?.setSelectionRange(wantsCaret.current, wantsCaret.current);
    wantsCaret.current = null;
  });

  const list = useSuggestions({
    options,
    label: t('suggestions'),
    isEager: found.isBegun,
    onChoose({ offer }) {
      const taken = takeOffer(text, found, offer);
      // A value that was taken is complete, and becomes a chip; the text then is what is left of it.
      field.write(taken.text, taken.caret);
      setCaret(taken.caret);
      if (offer.kind === 'value') list.close();
      else wantsCaret.current = taken.caret;
    },
  });

  const focusChip = (at: number) =>
    box.current?.querySelectorAll<HTMLElement>('[data-search-chip]')[at]?.focus();
  const goOn = () => input.current?.focus();
  const edit = (at: number) => {
    const { length } = field.edit(at);
    wantsCaret.current = length;
    setCaret(length);
    goOn();
  };

  const onChipKey = (at: number) => (event: KeyboardEvent) => {
    const { key } = event;
    if (key === 'ArrowLeft') focusChip(at - 1);
    else if (key === 'ArrowRight' && at < chips.length - 1) focusChip(at + 1);
    else if (key === 'ArrowRight' || key === 'Escape') goOn();
    else if (key === 'Backspace' || key === 'Delete') {
      field.remove(at);
      goOn();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (list.onKeyDown(event)) return;
    const { selectionStart, selectionEnd } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === 0;
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (text !== '') field.write('', 0);
      else if (chips.length > 0) field.clear();
      else giveFocus();
    } else if (event.key === 'Enter') {
      field.settleAll();
      list.close();
    } else if ((event.key === 'Backspace' || event.key === 'ArrowLeft') && isAtStart) {
      // The last chip has the keyboard then: Backspace again takes it away.
      if (chips.length > 0) event.preventDefault();
      focusChip(chips.length - 1);
    }
  };

  const toSave = useSavedSearch();
  const isEmpty = chips.length === 0 && text === '';
  return (
    <search className="min-w-24 flex-1">
      {list.wrap(
        <div
          ref={box}
          className="bg-canvas ring-edge hover:ring-icon focus-within:ring-accent relative flex h-8 items-center rounded-md ring-1 transition-colors ring-inset focus-within:ring-2"
        >
          <Search aria-hidden className="text-icon ml-2.5 size-4 shrink-0" />
          <div className="flex min-w-0 flex-1 items-center gap-1 overflow-x-auto px-2 [scrollbar-width:none]">
            {chips.map((chip, at) => (
              <SearchChip
                // oxlint-disable-next-line react/no-array-index-key -- the same filter may stand there twice
                key={`${at} ${chip}`}
                text={chip}
                onEdit={() => edit(at)}
                onRemove={() => {
                  field.remove(at);
                  goOn();
                }}
                onKeyDown={onChipKey(at)}
              />
            ))}
            <input
              ref={input}
              type="text"
              {...list.inputProps}
              aria-label={t('label')}
              placeholder={isEmpty ? t('placeholder') : undefined}
              value={text}
              maxLength={2_000}
              onFocus={() => setAsked(true)}
              onChange={({ target }) => {
                const at = target.selectionStart ?? target.value.length;
                field.write(target.value, at);
                setCaret(at);
                // A filter that just became a chip is followed by what was found, not by more offers over it.
                if (target.value === '' || /\s$/.test(target.value)) list.close();
                else list.onType();
              }}
              onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
              onKeyDown={onKeyDown}
              className="peer h-7 min-w-20 flex-1 bg-transparent outline-none"
            />
          </div>
          {isEmpty ? (
            <Kbd keys="/" className="pointer-events-none mr-2" />
          ) : (
            <>
              <IconButton
                icon={BookmarkPlus}
                size="sm"
                label={t('save')}
                onClick={() => {
                  useCollectionDialog.getState().open({ mode: 'smart', search: toSave() });
                }}
              />
              <IconButton
                icon={X}
                size="sm"
                label={t('clear')}
                className="mr-0.5"
                onClick={() => {
                  field.clear();
                  goOn();
                }}
              />
            </>
          )}
        </div>,
      )}
    </search>
  );
}
