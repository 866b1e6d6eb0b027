import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import type { Form } from './form.ts';
import { Group } from './group.tsx';
import type { PromptForm } from './use-prompt-form.ts';

const NO_SIZE = { width: '', height: '' };

/** Pixels, where the model takes any: empty, the ratio says how many. */
export function SizeField({ bar, form }: { bar: PromptForm; form: Form }) {
  const { t } = useTranslation('prompt');
  const format = useFormat();
  const { draft, set, model, problems } = bar;
  if (!form.customSize) return null;
  const { min, max, step } = form.customSize;
  const usual = model?.capabilities.sizes[form.aspectRatio];
  const size = draft.size ?? NO_SIZE;
  const isSet = size.width !== '' || size.height !== '';
  const isInvalid = problems.some(({ field }) => field === 'size');
  const rule = { min: format.number(min), max: format.number(max), step: format.number(step) };
  return (
    <Group label={t('size')}>
      <div className="flex items-center gap-1">
        {(['width', 'height'] as const).map((edge) => (
          <Input
            key={edge}
            inputMode="numeric"
            aria-label={t(`edges.${edge}`)}
            aria-invalid={isInvalid || undefined}
            aria-describedby={isInvalid ? 'prompt-size-error' : undefined}
            value={size[edge]}
            placeholder={usual ? String(usual[edge]) : ''}
            onChange={({ target }) => set({ size: { ...size, [edge]: target.value } })}
            className="tabular w-20"
          />
        ))}
        {isSet && (
          <IconButton icon={X} label={t('sizeClear')} onClick={() => set({ size: undefined })} />
        )}
      </div>
      {isInvalid && (
        <p id="prompt-size-error" role="alert" className="text-danger max-w-56 text-sm">
          {t('problems.size', rule)}
        </p>
      )}
    </Group>
  );
}
