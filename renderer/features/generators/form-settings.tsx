import { useTranslation } from 'react-i18next';
import type { Generator } from '../../../contract/generators.ts';
import { ASPECT_RATIOS, type AspectRatio, type Quality } from '../../../contract/models.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { CountStepper } from '../prompt/count-stepper.tsx';
import { useModelOptions } from '../prompt/use-model-options.tsx';
import { useGenerators } from './generators-state.ts';
import type { GeneratorFormState } from './use-generator-form.ts';

/** What the order is made with, beside the answers: what the generator likes until it is changed. */
export function FormSettings({
  form,
  generator,
}: {
  form: GeneratorFormState;
  generator: Generator;
}) {
  const { t } = useTranslation(['generators', 'common']);
  const wish = useGenerators((state) => state.wish);
  const { model, wishes } = form;
  const modelOptions = useModelOptions(form.models);
  if (!model) return null;
  const { capabilities } = model;
  const set = (change: Parameters<typeof wish>[1]) => wish(generator.id, change);
  const ratios = ASPECT_RATIOS.filter((ratio) => capabilities.sizes[ratio] !== undefined);
  const ratio = ratios.includes(wishes.aspectRatio) ? wishes.aspectRatio : (ratios[0] ?? '1:1');
  const quality = capabilities.qualities.includes(wishes.quality)
    ? wishes.quality
    : (capabilities.qualities[0] ?? 'standard');
  return (
    <section aria-label={t('settings')} className="flex flex-wrap items-center gap-2">
      <Select
        variant="quiet"
        label={t('model')}
        value={model.id}
        onChange={(id) => set({ model: id })}
        options={modelOptions}
        className="max-w-60"
      />
      <Select<AspectRatio>
        variant="quiet"
        label={t('ratio')}
        value={ratio}
        onChange={(aspectRatio) => set({ aspectRatio })}
        options={ratios.map((value) => ({ value, label: value }))}
      />
      <CountStepper
        value={Math.min(wishes.count, capabilities.maxCount)}
        max={capabilities.maxCount}
        onChange={(count) => set({ count })}
      />
      {capabilities.qualities.length > 1 && (
        <Segmented<Quality>
          label={t('quality')}
          value={quality}
          onChange={(value) => set({ quality: value })}
          options={capabilities.qualities.map((value) => ({
            value,
            label: t(`common:qualities.${value}`),
          }))}
        />
      )}
    </section>
  );
}
