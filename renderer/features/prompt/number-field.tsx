import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Slider } from '../../ui/slider.tsx';
import type { FormNumber } from './form.ts';
import { Group } from './group.tsx';

interface NumberFieldProps {
  readonly number: FormNumber;
  /** Null: the model's own. */
  readonly onChange: (value: number | null) => void;
}

/** One of a model's numbers, within its range. */
export function NumberField({ number: { name, range, value }, onChange }: NumberFieldProps) {
  const { t } = useTranslation('prompt');
  const format = useFormat();
  const label = t(`numbers.${name}`);
  return (
    <Group label={label}>
      <div className="flex h-8 w-56 items-center gap-2">
        <Slider
          label={label}
          min={range.min}
          max={range.max}
          step={range.step}
          value={value}
          onChange={(next) => onChange(next === range.default ? null : next)}
        />
        <span aria-hidden className="tabular w-10 shrink-0 text-right">
          {format.number(value)}
        </span>
        <IconButton
          icon={RotateCcw}
          size="sm"
          label={t('numberReset', { name: label, value: format.number(range.default) })}
          disabled={value === range.default}
          onClick={() => onChange(null)}
        />
      </div>
    </Group>
  );
}
