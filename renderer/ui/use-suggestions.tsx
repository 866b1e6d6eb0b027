/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a <datalist> shows neither counts nor colours, and can't be styled */
import { Popover as Primitive } from 'radix-ui';
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useState } from 'react';
import { cx } from './cx.ts';

export interface Suggestion {
  /** Unique in the list. */
  readonly key: string;
  readonly label: ReactNode;
  /** Quieter, at the end of the line. */
  readonly hint?: ReactNode;
  readonly icon?: ReactNode;
}

interface SuggestionsInput<S extends Suggestion> {
  readonly options: readonly S[];
  readonly onChoose: (option: S) => void;
  /** The name of the list. */
  readonly label: string;
  /** The first one is chosen by Enter without an arrow key: where what was typed means nothing by itself. */
  readonly isEager?: boolean;
}

/**
 * Suggestions under a text field, as the combobox pattern of WAI-ARIA has them: the focus stays in the field, the
 * arrows move through the list. `onKeyDown` answers whether the key was for the list.
 */
export function useSuggestions<S extends Suggestion>(input: SuggestionsInput<S>) {
  const { options, onChoose, isEager = false } = input;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [moved, setMoved] = useState(-1);
  const isShown = isOpen && options.length > 0;
  const active = Math.min(moved < 0 && isEager ? 0 : moved, options.length - 1);
  const close = () => {
    setOpen(false);
    setMoved(-1);
  };
  const choose = (option: S) => {
    setMoved(-1);
    onChoose(option);
  };

  function onKeyDown(event: KeyboardEvent): boolean {
    const chosen = options[active];
    const { length } = options;
    if (event.nativeEvent.isComposing) return false;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && length > 0) {
      const from = isShown ? active : -1;
      const by = event.key === 'ArrowDown' ? 1 : from < 0 ? 0 : -1;
      setOpen(true);
      setMoved((from + by + length) % length);
    } else if (isShown && (event.key === 'Enter' || event.key === 'Tab') && chosen) {
      // Tab goes on its way unless a suggestion was picked.
      if (event.key === 'Tab' && moved < 0) return false;
      choose(chosen);
    } else if (isShown && event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    isShown,
    close,
    onKeyDown,
    /** To be called whenever the text changes. */
    onType: () => {
      setOpen(true);
      setMoved(-1);
    },
    inputProps: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': isShown,
      ...(isShown && { 'aria-controls': id }),
      ...(isShown && active >= 0 && { 'aria-activedescendant': `${id}-${active}` }),
      autoComplete: 'off',
      spellCheck: false,
      onClick: () => setOpen(true),
      onBlur: close,
    } as const,
    /** Puts the list under its anchor. */
    wrap: (anchor: ReactElement) => (
      <Primitive.Root open={isShown}>
        <Primitive.Anchor asChild>{anchor}</Primitive.Anchor>
        <Primitive.Portal>
          <Primitive.Content
            id={id}
            role="listbox"
            aria-label={input.label}
            align="start"
            sideOffset={4}
            collisionPadding={8}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
            // A press in the list must not take the focus out of the field.
            onPointerDown={(event) => event.preventDefault()}
            className="animate-pop bg-raised shadow-float z-50 max-h-72 max-w-96 min-w-(--radix-popper-anchor-width) overflow-y-auto rounded-lg p-1"
          >
            {options.map((option, at) => (
              <div
                key={option.key}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={at === active}
                ref={at === active ? scrollToIt : undefined}
                onClick={() => choose(option)}
                onKeyDown={() => undefined}
                className={cx(
                  'flex min-h-8 items-center gap-2.5 rounded-md px-2.5 py-1',
                  at === active ? 'bg-press' : 'hover:bg-hover',
                )}
              >
                {option.icon}
                <span className="min-w-0 flex-1 truncate">{option.label}</span>
                {option.hint !== undefined && (
                  <span className="text-muted tabular shrink-0 text-sm">{option.hint}</span>
                )}
              </div>
            ))}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    ),
  };
}

function scrollToIt(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
