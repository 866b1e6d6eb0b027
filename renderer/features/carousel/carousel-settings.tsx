import { ListPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Network, type SlideLook } from '../../../contract/slide-look.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { notify } from '../../ui/toast.tsx';
import type { OfferedModel } from '../prompt/form.ts';
import { ModelField } from '../prompt/model-field.tsx';
import { fromText, useCarousel } from './carousel-state.ts';

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
      <TextSource />
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
      <Look look={draft.look} onChange={(look) => set({ look })} />
    </div>
  );
}

/** Slides out of a topic's text, at once and undoable. */
function TextSource() {
  const { t } = useTranslation('carousel');
  const { draft, set } = useCarousel();
  const [text, setText] = useState('');
  const slides = fromText(text);
  const take = () => {
    const before = draft;
    set({ slides, orderId: null });
    setText('');
    notify({
      message: t('taken', { count: slides.length }),
      undo: () => set(before),
      id: 'carousel',
    });
  };
  return (
    <Field label={t('text')} hint={t('textHint')}>
      {(control) => (
        <>
          <TextareaAutosize
            {...control}
            rows={3}
            maxRows={8}
            value={text}
            placeholder={t('textPlaceholder')}
            onChange={({ target }) => setText(target.value)}
            className={AREA}
          />
          {slides.length > 0 && (
            <Button size="sm" icon={ListPlus} onClick={take} className="self-start">
              {t('take', { count: slides.length })}
            </Button>
          )}
        </>
      )}
    </Field>
  );
}

function Look({ look, onChange }: { look: SlideLook; onChange: (look: SlideLook) => void }) {
  const { t } = useTranslation('carousel');
  const colour = 'bg-canvas ring-edge h-8 w-12 cursor-pointer rounded-md p-1 ring-1 ring-inset';
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
      <div className="flex items-center gap-4">
        <label className="flex items-center gap-2">
          <input
            type="color"
            value={look.ink}
            onChange={({ target }) => onChange({ ...look, ink: target.value })}
            className={colour}
          />
          {t('ink')}
        </label>
        <label className="flex items-center gap-2">
          <input
            type="color"
            value={look.plate ?? '#1a1a22'}
            onChange={({ target }) => onChange({ ...look, plate: target.value })}
            className={colour}
          />
          {t('plate')}
        </label>
        {look.plate !== null && (
          <Button size="sm" variant="ghost" onClick={() => onChange({ ...look, plate: null })}>
            {t('noPlate')}
          </Button>
        )}
      </div>
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
