import { useTranslation } from 'react-i18next';
import type { AspectRatio, MotionKind, Resolution } from '../../../contract/models.ts';
import { useFormat } from '../../i18n/format.ts';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { cx } from '../../ui/cx.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { takePicture } from '../given/given-acts.ts';
import { PictureSlot } from '../given/picture-slot.tsx';
import type { OfferedModel } from '../prompt/form.ts';
import { Group } from '../prompt/group.tsx';
import { ModelField } from '../prompt/model-field.tsx';
import { FrameEditor } from './frame-editor.tsx';
import { SoundField } from './sound-field.tsx';
import type { VideoForm, VideoProblem } from './video-form.ts';
import { useVideo } from './video-state.ts';

interface VideoFieldsProps {
  readonly models: readonly OfferedModel[];
  readonly model: OfferedModel;
  readonly form: VideoForm;
  readonly problems: readonly VideoProblem[];
}

const take = async (file: File) => (await takePicture(file))?.sha256;

/** The form of a film: only what its model can do. */
export function VideoFields({ models, model, form, problems }: VideoFieldsProps) {
  const { t } = useTranslation(['video', 'common', 'prompt']);
  const { draft, set } = useVideo();
  const { takes } = form;
  return (
    <div className="flex flex-col gap-5">
      <ModelField models={models} model={model} onChange={(id) => set({ model: id })} />
      {takes.firstFrame !== 'none' && (
        <Field
          isGroup
          label={t(takes.firstFrame === 'required' ? 'picture' : 'firstFrame')}
          error={problems.includes('picture') && t('problems.picture')}
        >
          {() => (
            <PictureSlot
              sha256={draft.picture}
              onChange={(picture) => set({ picture })}
              take={take}
            />
          )}
        </Field>
      )}
      {takes.lastFrame && (
        <Field isGroup label={t('lastFrame')}>
          {() => (
            <PictureSlot
              sha256={draft.lastFrame}
              onChange={(lastFrame) => set({ lastFrame })}
              take={take}
            />
          )}
        </Field>
      )}
      {(takes.needsPrompt || takes.firstFrame !== 'required') && (
        <Field
          label={t('prompt')}
          error={
            (problems.includes('prompt') && t('problems.prompt')) ||
            (problems.includes('too_long') &&
              t('problems.too_long', { max: model.capabilities.maxPromptLength }))
          }
        >
          {(control) => (
            <TextareaAutosize
              {...control}
              rows={2}
              maxRows={6}
              value={draft.prompt}
              placeholder={t('promptPlaceholder')}
              onChange={({ target }) => set({ prompt: target.value })}
              className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
            />
          )}
        </Field>
      )}
      {form.motion && <MotionFields form={form} motion={form.motion} />}
      <OutputFields form={form} />
      {takes.audio && form.format !== 'gif' && (
        <Field label={t('sound')}>{({ id }) => <SoundField id={id} />}</Field>
      )}
    </div>
  );
}

function MotionFields({ form, motion }: { form: VideoForm; motion: MotionKind }) {
  const { t } = useTranslation('video');
  const { draft, set } = useVideo();
  return (
    <>
      <Field label={t('motion')}>
        {({ id }) => (
          <Select<MotionKind>
            id={id}
            value={motion}
            onChange={(next) => set({ motion: next })}
            options={form.motions.map((kind) => ({
              value: kind,
              label: t(`motions.${kind}`),
            }))}
          />
        )}
      </Field>
      {motion === 'ken_burns' && draft.picture !== null && (
        <div className="flex flex-col gap-1.5">
          <span className="text-muted text-sm font-medium">{t('frames')}</span>
          <FrameEditor
            picture={draft.picture}
            from={draft.from}
            to={draft.to}
            onChange={(which, frame) => set({ [which]: frame })}
          />
          <p className="text-muted text-sm">{t('framesHint')}</p>
        </div>
      )}
    </>
  );
}

function OutputFields({ form }: { form: VideoForm }) {
  const { t } = useTranslation(['video', 'common', 'prompt']);
  const format = useFormat();
  const set = useVideo((state) => state.set);
  const { durations } = form;
  const [least = 1] = durations;
  const most = durations.at(-1) ?? 1;
  return (
    <>
      <Field label={t('length')}>
        {({ id }) => (
          <div id={id} className="flex items-center gap-3">
            <Slider
              label={t('length')}
              value={form.seconds}
              min={least}
              max={Math.max(most, least + 1)}
              valueText={t('seconds', { count: form.seconds })}
              onChange={(seconds) => set({ seconds })}
            />
            <span className="tabular w-12 text-right">{form.seconds} s</span>
          </div>
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('prompt:ratio')}>
          {({ id }) => (
            <Select<AspectRatio>
              id={id}
              value={form.aspectRatio}
              onChange={(aspectRatio) => set({ aspectRatio })}
              options={form.ratios.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        <Field label={t('resolution')}>
          {({ id }) => (
            <Select<Resolution>
              id={id}
              value={form.resolution}
              onChange={(resolution) => set({ resolution })}
              options={form.resolutions.map((value) => ({
                value,
                label: t(`resolutions.${value}`),
              }))}
            />
          )}
        </Field>
      </div>
      <div className="flex flex-wrap gap-x-6 gap-y-5">
        {form.rates.length > 1 && (
          <Group label={t('rate')}>
            <Segmented
              label={t('rate')}
              value={String(form.fps)}
              onChange={(fps) => set({ fps: Number(fps) })}
              options={form.rates.map((rate) => ({
                value: String(rate),
                label: format.number(rate),
              }))}
            />
          </Group>
        )}
        {form.formats.length > 1 && (
          <Group label={t('prompt:format')}>
            <Segmented
              label={t('prompt:format')}
              value={form.format}
              onChange={(chosen) => set({ format: chosen })}
              options={form.formats.map((value) => ({
                value,
                label: value === 'gif' ? 'GIF' : t(`common:formats.${value}`),
              }))}
            />
          </Group>
        )}
      </div>
    </>
  );
}
