import { ToggleGroup } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AspectRatio, Model } from '../../../contract/models.ts';
import { useFormat } from '../../i18n/format.ts';
import { cx } from '../../ui/cx.ts';
import { Popover } from '../../ui/popover.tsx';
import { type Form, ratioValue } from './form.ts';

interface RatioPickerProps {
  form: Form;
  model: Model;
  onChange: (ratio: AspectRatio) => void;
}

/** The ratios a model offers, drawn as the shapes they are. */
export function RatioPicker({ form, model, onChange }: RatioPickerProps) {
  const { t } = useTranslation(['prompt', 'common']);
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const describe = (ratio: AspectRatio) => {
    const size = model.capabilities.sizes[ratio];
    return t('ratioValue', {
      ratio,
      shape: t(`common:ratios.${shapeName(ratio)}`),
      size: size ? format.size(size.width, size.height) : '',
    });
  };
  const trigger = (
    <button
      type="button"
      aria-label={`${t('ratio')}: ${describe(form.aspectRatio)}`}
      className="inline-flex h-8 items-center gap-2 rounded-md bg-hover px-2.5 ring-1 ring-line transition-colors ring-inset hover:bg-press"
    >
      <Shape ratio={form.aspectRatio} box={1} className="border-ink" />
      <span className="tabular">{form.aspectRatio}</span>
    </button>
  );
  return (
    <Popover
      label={t('ratio')}
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      className="w-88"
    >
      <ToggleGroup.Root
        type="single"
        value={form.aspectRatio}
        aria-label={t('ratio')}
        className="grid grid-cols-4 gap-1"
        onValueChange={(value) => {
          if (value !== '') onChange(value as AspectRatio);
          setOpen(false);
        }}
      >
        {form.ratios.map((ratio) => (
          <ToggleGroup.Item
            key={ratio}
            value={ratio}
            aria-label={describe(ratio)}
            className="flex h-20 flex-col items-center justify-end gap-2 rounded-md pb-2 text-muted transition-colors hover:bg-hover hover:text-ink data-[state=on]:bg-accent-soft data-[state=on]:text-accent-text"
          >
            <span className="grid flex-1 place-items-center">
              <Shape ratio={ratio} box={2} className="border-current" />
            </span>
            <span className="tabular text-sm">{ratio}</span>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <p className="mt-2 px-1 text-sm text-muted">{describe(form.aspectRatio)}</p>
    </Popover>
  );
}

/** A frame of the ratio that fits into a square of `box` rem. */
function Shape({ ratio, box, className }: { ratio: AspectRatio; box: number; className?: string }) {
  const value = ratioValue(ratio);
  const width = value >= 1 ? box : box * value;
  const height = value >= 1 ? box / value : box;
  return (
    <span
      className="grid shrink-0 place-items-center"
      style={{ width: `${box}rem`, height: `${box}rem` }}
    >
      <span
        aria-hidden
        className={cx('rounded-[0.125rem] border-[1.5px]', className)}
        style={{ width: `${width}rem`, height: `${height}rem` }}
      />
    </span>
  );
}

function shapeName(ratio: AspectRatio): 'square' | 'wide' | 'tall' {
  const value = ratioValue(ratio);
  return value === 1 ? 'square' : value > 1 ? 'wide' : 'tall';
}
