import { Film, Images, Sparkles } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useQuote } from '../../data/hooks.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { notify } from '../../ui/toast.tsx';
import { PicturePicker } from '../generators/fields/picture-picker.tsx';
import { usePicture } from '../given/use-picture.ts';
import type { OfferedModel } from '../prompt/form.ts';
import { ratioValue } from '../prompt/form.ts';
import { ResultCard } from '../results/result-card.tsx';
import { useMade } from '../results/use-made.ts';
import { JobTile } from '../workspace/job-tile.tsx';
import { MotionPreview } from './motion-preview.tsx';
import { VideoFields } from './video-fields.tsx';
import {
  chooseVideoModel,
  type VideoForm,
  videoFormOf,
  videoProblems,
  videoRequest,
} from './video-form.ts';
import { useVideo } from './video-state.ts';

/** Films: a picture that moves, or what a model makes of words and frames. The form at the left, the film at the right. */
export function VideoScreen() {
  const { t } = useTranslation('video');
  const models = useQuery(query('generate.models', { task: 'video' })).data;
  const draft = useVideo((state) => state.draft);
  const model = models && chooseVideoModel(models, draft);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <h1 className="flex h-14 shrink-0 items-center px-6 text-md font-semibold">{t('title')}</h1>
      {models && model ? (
        <VideoDesk models={models} model={model} />
      ) : models ? (
        <EmptyState title={t('noModel')}>{t('noModelHint')}</EmptyState>
      ) : (
        <Skeleton className="mx-6 h-96" />
      )}
    </div>
  );
}

function VideoDesk({ models, model }: { models: readonly OfferedModel[]; model: OfferedModel }) {
  const { t } = useTranslation('video');
  const draft = useVideo((state) => state.draft);
  const form = videoFormOf(draft, model);
  const [tried, setTried] = useState(false);
  const create = useAction('generate.create', {
    onDone: () => {
      setTried(false);
      notify({ message: t('queued'), id: 'queued' });
    },
  });
  const all = videoProblems(draft, form, model);
  const send = () => {
    setTried(true);
    if (all.length > 0 || model.keyMissing || create.isPending) return;
    create.mutate(videoRequest(draft, form, model));
  };
  useShortcut('generate', send);
  return (
    <div className="flex min-h-0 flex-1">
      <div className="border-line flex w-96 shrink-0 flex-col border-r">
        <ScrollRegion label={t('form')} className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">
          <VideoFields models={models} model={model} form={form} problems={tried ? all : []} />
        </ScrollRegion>
        <Send model={model} form={form} isSending={create.isPending} onSend={send} />
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-6 overflow-y-auto p-6">
        <Stage form={form} />
        <Results />
      </div>
    </div>
  );
}

function Send({
  model,
  form,
  isSending,
  onSend,
}: {
  model: OfferedModel;
  form: VideoForm;
  isSending: boolean;
  onSend: () => void;
}) {
  const { t } = useTranslation(['video', 'prompt', 'common']);
  const showSettings = useView((state) => state.showSettings);
  const words = useErrorWords();
  const quote = useQuote(
    model.keyMissing
      ? null
      : {
          type: 'video',
          model: model.id,
          durationSeconds: form.seconds,
          resolution: form.resolution,
        },
  ).data;
  const price =
    quote &&
    (quote.credits === 0 ? t('common:free') : t('common:credits', { count: quote.credits }));
  if (model.keyMissing) {
    return (
      <div className="border-line flex items-center gap-3 border-t px-6 py-3">
        <p className="text-muted flex-1 text-sm">{words({ code: 'provider_key_missing' }).title}</p>
        <Button onClick={() => showSettings('keys')}>{t('prompt:addKey')}</Button>
      </div>
    );
  }
  return (
    <div className="border-line flex items-center justify-between gap-3 border-t px-6 py-3">
      <output aria-label={t('prompt:price')} className="text-muted tabular">
        {price}
      </output>
      <Button
        variant="primary"
        icon={Sparkles}
        aria-disabled={isSending || quote?.affordable === false}
        onClick={onSend}
        className="h-9 px-4 text-md"
      >
        {t('make')}
      </Button>
    </div>
  );
}

/** The move, before anything is made of it. */
function Stage({ form }: { form: VideoForm }) {
  const { t } = useTranslation('video');
  const draft = useVideo((state) => state.draft);
  const picture = usePicture(form.takes.firstFrame === 'none' ? null : draft.picture);
  if (picture === 'failed') {
    return (
      <p role="alert" className="text-danger">
        {t('pictureMissing')}
      </p>
    );
  }
  if (picture === null || form.motion === null) {
    return form.motion === null ? (
      <EmptyState icon={Film} title={t('emptyTitle')}>
        {t('emptyModel')}
      </EmptyState>
    ) : (
      <NoPicture />
    );
  }
  const { from, to } = draft;
  const motion =
    form.motion === 'ken_burns' ? { kind: form.motion, from, to } : { kind: form.motion };
  return (
    <MotionPreview
      key={form.motion}
      picture={picture}
      motion={motion}
      seconds={form.seconds}
      ratio={ratioValue(form.aspectRatio)}
    />
  );
}

/** Nothing moves yet: the library is one press away. */
function NoPicture() {
  const { t } = useTranslation('video');
  const set = useVideo((state) => state.set);
  const [isPicking, setPicking] = useState(false);
  return (
    <>
      <EmptyState
        icon={Film}
        title={t('emptyTitle')}
        action={
          <Button icon={Images} onClick={() => setPicking(true)}>
            {t('emptyAction')}
          </Button>
        }
      >
        {t('emptyHint')}
      </EmptyState>
      {isPicking && (
        <PicturePicker
          onPick={(picture) => {
            set({ picture });
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}

const isFilm = ({ type }: Order) => type === 'video';
const TILE = 208;

function Results() {
  const { t } = useTranslation('video');
  const { results, jobs } = useMade(isFilm);
  if (results.length === 0 && jobs.length === 0) return null;
  return (
    <section aria-label={t('made')} className="flex flex-col gap-3">
      <h2 className="text-muted text-sm font-medium">{t('made')}</h2>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-3">
        {jobs.map(({ job, order }) => (
          <li key={job.id} className="aspect-square">
            <JobTile job={job} order={order} width={TILE} selected={false} />
          </li>
        ))}
        {results.map((asset) => (
          <ResultCard key={asset.id} asset={asset} />
        ))}
      </ul>
    </section>
  );
}
