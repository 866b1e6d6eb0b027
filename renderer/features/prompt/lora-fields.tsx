import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Lora } from '../../../contract/orders.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import type { Form } from './form.ts';
import { Group } from './group.tsx';
import type { PromptForm } from './use-prompt-form.ts';

/** Small models laid over the large one, each as strong as its scale says. */
export function LoraFields({ bar, form }: { bar: PromptForm; form: Form }) {
  const { t } = useTranslation('prompt');
  const { draft, set } = bar;
  if (form.maxLoras === 0) return null;
  const loras = draft.loras ?? [];
  const change = (at: number, patch: Partial<Lora>) =>
    set({ loras: loras.map((one, nr) => (nr === at ? { ...one, ...patch } : one)) });
  return (
    <Group label={t('loras.label')}>
      {loras.map(({ id, scale }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- its name is what is being typed: only its place stays
        <div key={at} className="flex items-center gap-1">
          <Input
            aria-label={t('loras.name', { number: at + 1 })}
            value={id}
            maxLength={300}
            placeholder={t('loras.example')}
            spellCheck={false}
            onChange={({ target }) => change(at, { id: target.value })}
            className="w-64"
          />
          <Input
            type="number"
            aria-label={t('loras.scale', { number: at + 1 })}
            min={-2}
            max={2}
            step={0.1}
            value={scale}
            onChange={({ target }) => {
              const { valueAsNumber: value } = target;
              if (Math.abs(value) <= 2) change(at, { scale: value });
            }}
            className="tabular w-20"
          />
          <IconButton
            icon={X}
            label={t('loras.remove', { number: at + 1 })}
            onClick={() => set({ loras: loras.filter((_, nr) => nr !== at) })}
          />
        </div>
      ))}
      {loras.length < form.maxLoras && (
        <Button
          icon={Plus}
          size="sm"
          onClick={() => set({ loras: [...loras, { id: '', scale: 1 }] })}
          className="self-start"
        >
          {t('loras.add')}
        </Button>
      )}
    </Group>
  );
}
