import { useTranslation } from 'react-i18next';
import { Network, type SlideLook } from '../../../contract/slide-look.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { ColourInput } from '../../ui/colour-input.tsx';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { BrandField } from '../brands/brand-field.tsx';
import { useBrandLook } from '../brands/brand-state.ts';
import type { OfferedModel } from '../prompt/form.ts';
import { ModelField } from '../prompt/model-field.tsx';
import { useCarousel } from './carousel-state.ts';
import { SlidesSource } from './slides-source.tsx';

const AREA = cx('px-2.5 py-1.5', CONTROL_CLASSES);

/** What all slides have in common: the text they come from, the style, the shape and how their words are set. */
export function CarouselSettings({
  models,
  model,
}: {
  models: readonly OfferedModel[];
  model: OfferedModel;
}) {
  const { t } = useTranslation(['carousel', 'prompt']);
  const { draft, set } = useCarousel();
  return (
    <div className="flex flex-col gap-5">
      <SlidesSource />
      <Field label={t('style')} hint={t('styleHint')}>
        {(control) => (
          <TextareaAutosize
            {...control}
            rows={2}
            maxRows={5}
            value={draft.style}
            placeholder={t('stylePlaceholder')}
            onChange={({ target }) => set({ style: target.value })}
            className={AREA}
          />
        )}
      </Field>
      <Field label={t('network')} hint={t(`networkHints.${draft.network}`)}>
        {({ id }) => (
          <Select<Network>
            id={id}
            value={draft.network}
            onChange={(network) => set({ network })}
            options={Network.options.map((value) => ({ value, label: t(`networks.${value}`) }))}
          />
        )}
      </Field>
      <ModelField models={models} model={model} onChange={(id) => set({ model: id })} />
      <BrandField brandId={draft.brandId ?? null} onChange={(brandId) => set({ brandId })} />
      <Look look={draft.look} onChange={(look) => set({ look })} />
    </div>
  );
}

/** Where a plate begins before its colour is chosen. */
const PLATE = '#1a1a22';

function Look({ look, onChange }: { look: SlideLook; onChange: (look: SlideLook) => void }) {
  const { t } = useTranslation(['carousel', 'brands']);
  const brand = useBrandLook(useCarousel(({ draft }) => draft.brandId ?? null));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="text-muted mb-1.5 text-sm font-medium">{t('look')}</legend>
      <Segmented
        label={t('place')}
        value={look.place}
        onChange={(place) => onChange({ ...look, place })}
        options={(['top', 'centre', 'bottom'] as const).map((value) => ({
          value,
          label: t(`places.${value}`),
        }))}
        className="self-start"
      />
      {brand ? (
        <span className="flex items-center gap-2">
          <Checkbox
            id="carousel-plate"
            checked={look.plate !== null}
            onChange={(isPlated) => onChange({ ...look, plate: isPlated ? PLATE : null })}
          />
          <label htmlFor="carousel-plate">{t('brands:plate')}</label>
        </span>
      ) : (
        <div className="flex items-center gap-4">
          <ColourInput
            label={t('ink')}
            value={look.ink}
            onChange={(ink) => onChange({ ...look, ink })}
          />
          <ColourInput
            label={t('plate')}
            value={look.plate ?? PLATE}
            onChange={(plate) => onChange({ ...look, plate })}
          />
          {look.plate !== null && (
            <Button size="sm" variant="ghost" onClick={() => onChange({ ...look, plate: null })}>
              {t('noPlate')}
            </Button>
          )}
        </div>
      )}
      <span className="flex items-center gap-2">
        <Checkbox
          id="carousel-numbered"
          checked={look.numbered}
          onChange={(numbered) => onChange({ ...look, numbered })}
        />
        <label htmlFor="carousel-numbered">{t('numbered')}</label>
      </span>
    </fieldset>
  );
}
