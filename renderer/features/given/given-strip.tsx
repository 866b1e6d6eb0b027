import { Brush, Expand, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SOURCE_MODES, type SourceMode } from '../../../contract/models.ts';
import { useFormat } from '../../i18n/format.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { useDragging } from '../drag/dragging.ts';
import { DropPlace } from '../drag/drop-place.tsx';
import type { OfferedModel } from '../prompt/form.ts';
import { useModelName } from '../prompt/model-words.ts';
import type { PromptForm } from '../prompt/use-prompt-form.ts';
import { giveReferences, giveSource, takeBack } from './given-acts.ts';
import { ableModels, givenProblem, takesMask, takesStrength } from './given-request.ts';
import { type GivenSource, useGiven } from './given-state.ts';
import { MaskDialog } from './mask-dialog.tsx';
import { OutpaintDialog } from './outpaint-dialog.tsx';

/** The pictures that the next one is made from, beneath the words; while something is in the air, where to let it go. */
export function GivenStrip({ form }: { form: PromptForm }) {
  const { t } = useTranslation('given');
  const given = useGiven();
  const { source, references } = given;
  const inAir = useDragging(({ payload }) => payload?.kind === 'works' && payload.from !== 'trash');
  if (source === null && references.length === 0 && !inAir) return null;
  return (
    <section
      aria-label={t('label')}
      className="border-line animate-fade flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-2.5 py-2"
    >
      {source && form.model && <Source source={source} model={form.model} />}
      {references.length > 0 && (
        <ul aria-label={t('references')} className="flex flex-wrap items-center gap-1.5">
          {references.map((sha256, at) => (
            <li key={sha256} className="group relative">
              <button
                type="button"
                aria-label={t('referenceToSource', { position: at + 1 })}
                title={t('referenceToSource', { position: at + 1 })}
                onClick={() => giveSource(sha256, 'vary')}
                className="bg-well block size-14 overflow-hidden rounded-sm"
              >
                <img src={mediaUrl(sha256, 256)} alt="" className="size-full object-cover" />
              </button>
              <RemoveButton sha256={sha256} label={t('removeReference', { position: at + 1 })} />
            </li>
          ))}
        </ul>
      )}
      {inAir && <Targets />}
      {form.model && <Trouble form={form} model={form.model} />}
    </section>
  );
}

function Targets() {
  const { t } = useTranslation('given');
  const target = 'grid h-14 w-40 place-items-center rounded-sm bg-hover px-2 text-center text-sm';
  return (
    <div className="flex gap-2">
      <DropPlace place={{ kind: 'source' }}>
        <span className={target}>{t('dropSource')}</span>
      </DropPlace>
      <DropPlace place={{ kind: 'reference' }}>
        <span className={target}>{t('dropReference')}</span>
      </DropPlace>
    </div>
  );
}

function RemoveButton({ sha256, label }: { sha256: string; label: string }) {
  return (
    <IconButton
      icon={X}
      size="sm"
      variant="glass"
      label={label}
      onClick={() => takeBack(sha256)}
      className="absolute -top-1.5 -right-1.5 size-6 rounded-full"
    />
  );
}

function Source({ source, model }: { source: GivenSource; model: OfferedModel }) {
  const { t } = useTranslation('given');
  const [isPainting, setPainting] = useState(false);
  const { capabilities: can } = model;
  const { set, references } = useGiven();
  const patch = (change: Partial<GivenSource>) =>
    set({ source: { ...source, ...change }, references });
  const modes = SOURCE_MODES.filter(
    (mode) => can.sourceModes.includes(mode) || mode === source.mode,
  );
  const isWidened = source.mode === 'outpaint';
  const isPainted = takesMask(source.mode, can);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <span className="relative">
        <span className="bg-well relative block size-14 overflow-hidden rounded-sm">
          <img
            src={mediaUrl(source.sha256, 256)}
            alt={t('source')}
            className="size-full object-cover"
          />
          {isPainted && source.mask !== null && (
            <img
              src={mediaUrl(source.mask)}
              alt={t('mask')}
              className="absolute inset-0 size-full object-cover opacity-60 mix-blend-screen"
            />
          )}
        </span>
        <RemoveButton sha256={source.sha256} label={t('removeSource')} />
      </span>
      <Select<SourceMode>
        variant="quiet"
        label={t('mode')}
        value={source.mode}
        options={modes.map((mode) => ({
          value: mode,
          label: t(`modes.${mode}`),
          hint: t(`modeHints.${mode}`),
        }))}
        onChange={(mode) => patch({ mode })}
        className="w-40"
      />
      {takesStrength(source.mode) && can.parameters.strength && (
        <Strength source={source} range={can.parameters.strength} onChange={patch} />
      )}
      {(isPainted || isWidened) && (
        <Button icon={isWidened ? Expand : Brush} onClick={() => setPainting(true)}>
          {t(isWidened ? 'setFrame' : source.mask === null ? 'paint' : 'paintAgain')}
        </Button>
      )}
      <Button variant="ghost" onClick={() => giveReferences([source.sha256])}>
        {t('sourceToReference')}
      </Button>
      {isPainting && !isWidened && (
        <MaskDialog
          picture={source.sha256}
          mask={source.mask}
          onClose={() => setPainting(false)}
          onDone={(mask) => patch({ mask })}
        />
      )}
      {isPainting && isWidened && (
        <OutpaintDialog
          picture={source.sha256}
          margins={source.margins}
          onClose={() => setPainting(false)}
          onDone={(margins) => patch({ margins })}
        />
      )}
    </div>
  );
}

function Strength({
  source,
  range,
  onChange,
}: {
  source: GivenSource;
  range: { min: number; max: number; default: number; step: number };
  onChange: (change: Partial<GivenSource>) => void;
}) {
  const { t } = useTranslation('given');
  const format = useFormat();
  const value = source.strength ?? range.default;
  return (
    <div className="flex w-56 items-center gap-2">
      <span aria-hidden className="text-muted text-sm">
        {t('strength')}
      </span>
      <Slider
        label={t('strength')}
        value={value}
        min={range.min}
        max={range.max}
        step={range.step}
        valueText={format.percent(value)}
        onChange={(strength) => onChange({ strength })}
      />
      <span aria-hidden className="tabular text-muted w-10 text-right text-sm">
        {format.percent(value)}
      </span>
    </div>
  );
}

/** What the model cannot do with the pictures, and which one can. */
function Trouble({ form, model }: { form: PromptForm; model: OfferedModel }) {
  const { t } = useTranslation('given');
  const nameOf = useModelName();
  const given = useGiven();
  const problem = givenProblem(given, model);
  if (problem === null) return null;
  const [able] = ableModels(form.models, given);
  const words = {
    mode: () => t('problems.mode', { model: nameOf(model.id) }),
    references: () =>
      t('problems.references', {
        model: nameOf(model.id),
        count: problem.kind === 'references' ? problem.max : 0,
      }),
    mask: () => t('problems.mask'),
    margins: () => t('problems.margins'),
  };
  const isModels = problem.kind === 'mode' || problem.kind === 'references';
  return (
    <output className="text-muted flex items-center gap-2 text-sm">
      {words[problem.kind]()}
      {isModels && able && (
        <Button size="sm" onClick={() => form.set({ model: able.id })}>
          {t('useModel', { model: nameOf(able.id) })}
        </Button>
      )}
      {isModels && !able && t('noModel')}
    </output>
  );
}
