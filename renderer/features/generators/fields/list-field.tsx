import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorField } from '../../../../contract/generators.ts';
import type { FieldControl } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Input } from '../../../ui/input.tsx';
import { Chip } from './chip.tsx';
import type { FieldViewProps } from './field-view.tsx';

interface ListFieldProps extends FieldViewProps {
  readonly field: Extract<GeneratorField, { kind: 'list' }>;
  readonly control: FieldControl;
}

/** The creator's own entries, and some to pick from. */
export function ListField({ field, language, control, value, onChange }: ListFieldProps) {
  const { t } = useTranslation('generators');
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const entries = Array.isArray(value) ? value : [];
  const isFull = entries.length >= field.max;
  const put = (next: string[]) => onChange(next.length === 0 ? undefined : next);
  const add = (text: string) => {
    const entry = text.trim();
    if (entry === '' || entries.includes(entry) || isFull) return;
    put([...entries, entry]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && typed.trim() !== '') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && entries.length > 0) {
      put(entries.slice(0, -1));
    }
  };
  const left = field.suggestions.filter((words) => !entries.includes(words[language]));
  return (
    <div className="flex flex-col gap-2">
      {entries.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {entries.map((entry) => (
            <li key={entry}>
              <Chip
                isOn
                label={t('remove', { name: entry })}
                onPress={() => put(entries.filter((one) => one !== entry))}
              >
                {entry}
                <X aria-hidden className="size-3.5 shrink-0" />
              </Chip>
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-1">
        <Input
          {...control}
          ref={input}
          value={typed}
          maxLength={field.maxLength}
          disabled={isFull}
          dir="auto"
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton
          icon={Plus}
          label={t('addTo', { name: field.label[language] })}
          disabled={typed.trim() === '' || isFull}
          onClick={() => {
            // It is switched off with what it added.
            input.current?.focus();
            add(typed);
          }}
        />
      </div>
      {!isFull && left.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          {left.slice(0, 8).map((words) => (
            <Chip key={words.en} isOn={false} onPress={() => add(words[language])}>
              <Plus aria-hidden className="size-3.5 shrink-0" />
              {words[language]}
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}
