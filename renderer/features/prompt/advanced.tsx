import { Dices, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MAX_SEED } from '../../../contract/models.ts';
import { useFormat } from '../../i18n/format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { cx } from '../../ui/cx.ts';
import type { Form } from './form.ts';
import { Group } from './group.tsx';
import { LoraFields } from './lora-fields.tsx';
import { NumberField } from './number-field.tsx';
import { drawSeed } from './seed.ts';
import { SizeField } from './size-field.tsx';
import { VariantsField } from './variants-field.tsx';
import type { PromptForm } from './use-prompt-form.ts';

/** What folds out beneath the bar: only what the chosen model can do. */
export function Advanced({ bar, form }: { bar: PromptForm; form: Form }) {
  const { t } = useTranslation(['prompt', 'common']);
  const format = useFormat();
  const { draft, set, problems } = bar;
  const negativeProblem = problems.find((problem) => problem.field === 'negativePrompt');
  return (
    <div
      id="prompt-advanced"
      className="flex animate-fade flex-wrap items-start gap-x-6 gap-y-4 border-t border-line px-3 pt-3 pb-3.5"
    >
      <SeedField bar={bar} form={form} />
      {form.qualities.length > 1 && (
        <Group label={t('quality')}>
          <Segmented
            label={t('quality')}
            value={form.quality}
            onChange={(quality) => set({ quality })}
            options={form.qualities.map((value) => ({
              value,
              label: t(`common:qualities.${value}`),
            }))}
          />
        </Group>
      )}
      {form.formats.length > 1 && (
        <Group label={t('format')}>
          <Segmented
            label={t('format')}
            value={form.format}
            onChange={(format) => set({ format })}
            options={form.formats.map((value) => ({ value, label: t(`common:formats.${value}`) }))}
          />
        </Group>
      )}
      {form.numbers.map((number) => (
        <NumberField
          key={number.name}
          number={number}
          onChange={(value) => set({ [number.name]: value ?? undefined })}
        />
      ))}
      <SizeField bar={bar} form={form} />
      <LoraFields bar={bar} form={form} />
      <VariantsField bar={bar} form={form} />
      {form.hasNegative && (
        <Field
          label={t('negative')}
          className="min-w-64 flex-1"
          error={
            negativeProblem?.field === 'negativePrompt' &&
            t('problems.negative_long', { max: format.number(negativeProblem.max) })
          }
        >
          {(control) => (
            <TextareaAutosize
              {...control}
              value={draft.negativePrompt}
              maxRows={3}
              placeholder={t('negativePlaceholder')}
              onChange={(event) => set({ negativePrompt: event.target.value })}
              className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
            />
          )}
        </Field>
      )}
    </div>
  );
}

function SeedField({ bar, form }: { bar: PromptForm; form: Form }) {
  const { t } = useTranslation('prompt');
  const format = useFormat();
  const { draft, set, problems } = bar;
  if (!form.hasSeed) {
    return (
      <Group label={t('seed')}>
        <p className="flex h-8 items-center text-muted">{t('seedNone')}</p>
      </Group>
    );
  }
  const invalid = problems.some((problem) => problem.field === 'seed');
  const isFixed = draft.seed !== '';
  const keepsSeed = draft.keepsSeed === true;
  const hint = t(form.count > 1 && !keepsSeed ? 'seedHintMany' : 'seedHintOne');
  return (
    <Field
      label={t('seed')}
      className="w-64"
      hint={isFixed && !invalid ? hint : undefined}
      error={invalid && t('problems.seed', { max: format.number(MAX_SEED) })}
    >
      {(control) => (
        <div className="flex flex-col gap-1.5">
          <div className="flex items-center gap-1">
            <Input
              {...control}
              inputMode="numeric"
              value={draft.seed}
              placeholder={t('seedRandom')}
              onChange={(event) => set({ seed: event.target.value })}
              className="tabular"
            />
            <IconButton
              icon={Dices}
              label={t('seedDraw')}
              onClick={() => set({ seed: String(drawSeed()) })}
            />
            {isFixed && (
              <IconButton icon={X} label={t('seedClear')} onClick={() => set({ seed: '' })} />
            )}
          </div>
          {isFixed && form.count > 1 && (
            <label htmlFor="prompt-keeps-seed" className="flex items-center gap-2">
              <Checkbox
                id="prompt-keeps-seed"
                checked={keepsSeed}
                onChange={(checked) => set({ keepsSeed: checked })}
              />
              {t('seedKeep')}
            </label>
          )}
        </div>
      )}
    </Field>
  );
}
