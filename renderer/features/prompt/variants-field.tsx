import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { type Form, variantsOf } from './form.ts';
import { Group } from './group.tsx';
import type { PromptForm } from './use-prompt-form.ts';

const COUNTS = ['0', '1', '2', '3', '4'] as const;

/** What is made of each order by itself: how many, of which of its pictures, how, and what it costs. Off, at first. */
export function VariantsField({ bar, form }: { bar: PromptForm; form: Form }) {
  const { t } = useTranslation(['prompt', 'common']);
  const format = useFormat();
  const { draft, set } = bar;
  const wish = draft.variants && variantsOf(draft.variants, form);
  const price = t('common:credits', { count: bar.variantsPrice });
  const hint = bar.variantsPrice === 0 ? t('variants.hintFree') : t('variants.hint', { price });
  return (
    <Group label={t('variants.label')} hint={wish ? hint : t('variants.none')}>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t('variants.label')}
          value={COUNTS.find((count) => count === String(wish?.count ?? 0)) ?? '0'}
          onChange={(value) =>
            set({
              variants:
                value === '0'
                  ? undefined
                  : { of: 'first', by: 'seed', ...draft.variants, count: Number(value) },
            })
          }
          options={COUNTS.filter((count) => Number(count) <= form.maxCount).map((value) => ({
            value,
            label: value === '0' ? t('variants.off') : format.number(Number(value)),
          }))}
        />
        {wish && (
          <Select
            label={t('variants.of')}
            className="w-56"
            value={wish.of}
            onChange={(of) => set({ variants: { ...wish, of } })}
            options={(['first', 'kept'] as const).map((value) => ({
              value,
              label: t(`variants.ofs.${value}`),
            }))}
          />
        )}
        {wish && form.canVary && (
          <Select
            label={t('variants.by')}
            className="w-56"
            value={wish.by}
            onChange={(by) => set({ variants: { ...wish, by } })}
            options={(['seed', 'picture'] as const).map((value) => ({
              value,
              label: t(`variants.bys.${value}`),
            }))}
          />
        )}
      </div>
    </Group>
  );
}
