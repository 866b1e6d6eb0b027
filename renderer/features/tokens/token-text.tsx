import { Braces, List } from 'lucide-react';
import { type KeyboardEvent, type Ref, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextareaAutosize, type TextareaAutosizeProps } from '../../ui/textarea-autosize.tsx';
import { type Suggestion, useSuggestions } from '../../ui/use-suggestions.tsx';
import { tookFocus } from './insert-token.ts';
import { useFilling } from './token-choice.ts';
import { finishWord, type TypedWord, typedWord } from './typed-word.ts';

const MOST_SUGGESTIONS = 12;

interface TokenTextProps extends Omit<TextareaAutosizeProps, 'onChange' | 'value' | 'ref'> {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly ref?: Ref<HTMLTextAreaElement>;
  /** One line: Enter is left to the form. */
  readonly isLine?: boolean;
}

/** A prompt, or a part of one: `[` offers the tokens of the chosen set, `__` the lists of words. */
export function TokenText({ value, onText, ref, isLine, onKeyDown, ...rest }: TokenTextProps) {
  const { t } = useTranslation('tokens');
  const own = useRef<HTMLTextAreaElement>(null);
  const [word, setWord] = useState<TypedWord | null>(null);
  const options = useWordSuggestions(word);
  const suggestions = useSuggestions({
    options,
    label: t('suggestions'),
    isEager: true,
    onChoose({ name }) {
      if (!word) return;
      const finished = finishWord(value, word, name);
      onText(finished.text);
      setWord(null);
      // The caret goes where the new text has it, once it stands there.
      requestAnimationFrame(() => own.current?.setSelectionRange(finished.caret, finished.caret));
    },
  });
  const { 'aria-controls': list, 'aria-activedescendant': active } = {
    'aria-controls': undefined,
    'aria-activedescendant': undefined,
    ...suggestions.inputProps,
  };
  const handleKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (suggestions.onKeyDown(event)) return;
    if (isLine === true && event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
    }
    onKeyDown?.(event);
  };
  return suggestions.wrap(
    <TextareaAutosize
      {...rest}
      ref={(field) => {
        own.current = field;
        if (typeof ref === 'function') ref(field);
        else if (ref) ref.current = field;
      }}
      value={value}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={list}
      aria-activedescendant={active}
      onFocus={(event) => tookFocus(event.currentTarget)}
      onBlur={suggestions.close}
      onChange={({ currentTarget }) => {
        const text =
          isLine === true ? currentTarget.value.replace(/\n/g, ' ') : currentTarget.value;
        setWord(typedWord(text, currentTarget.selectionStart));
        suggestions.onType();
        onText(text);
      }}
      onKeyDown={handleKey}
    />,
  );
}

interface WordSuggestion extends Suggestion {
  readonly name: string;
}

function useWordSuggestions(word: TypedWord | null): readonly WordSuggestion[] {
  const { t } = useTranslation('tokens');
  const { set, wildcards } = useFilling();
  if (!word) return [];
  const typed = word.typed.toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(typed);
  if (word.kind === 'token') {
    return (set?.tokens ?? [])
      .filter(({ name }) => fits(name))
      .slice(0, MOST_SUGGESTIONS)
      .map(({ name, value }) => ({
        key: name,
        name,
        label: name,
        hint: <span className="inline-block max-w-48 truncate align-bottom">{value}</span>,
        icon: <Braces aria-hidden className="text-icon size-4" />,
      }));
  }
  return Object.entries(wildcards)
    .filter(([name]) => fits(name))
    .slice(0, MOST_SUGGESTIONS)
    .map(([name, lines]) => ({
      key: name,
      name,
      label: name,
      hint: t('lines', { count: lines.length }),
      icon: <List aria-hidden className="text-icon size-4" />,
    }));
}
