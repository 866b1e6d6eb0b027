import { FileDown, GalleryHorizontalEnd, Plus, Sparkles } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FEWEST_SLIDES, MAX_SLIDES, type Order } from '../../../contract/orders.ts';
import type { DrawnSlide } from '../../../contract/slide-look.ts';
import { useModels, useQuote } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { useShortcut } from '../../state/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { notify } from '../../ui/toast.tsx';
import { useBrandEditor, useBrandLook } from '../brands/brand-state.ts';
import { chooseModel, type OfferedModel } from '../prompt/form.ts';
import { type Made, useMade } from '../results/use-made.ts';
import { briefOf, carouselRequest, drawnSlides, ordered } from './carousel-request.ts';
import { CarouselSettings } from './carousel-settings.tsx';
import { movedSlide, type SlideDraft, useCarousel, withSlide } from './carousel-state.ts';
import { saveCarousel } from './save-carousel.ts';
import { SlideCard } from './slide-card.tsx';

/** Carousels: slides of one style with words over them, made together, changed one by one, handed out as one file. */
export function CarouselScreen() {
  const { t } = useTranslation('carousel');
  const models = useModels().data;
  const wished = useCarousel(({ draft }) => draft.model);
  const model = models && chooseModel(models, wished);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <div className="flex h-14 shrink-0 items-center gap-3 px-6">
        <h1 className="text-md flex-1 font-semibold">{t('heading')}</h1>
        <HandOut />
      </div>
      {models && model ? (
        <Desk models={models} model={model} />
      ) : (
        <Skeleton className="mx-6 h-96" />
      )}
    </div>
  );
}

function Desk({ models, model }: { models: readonly OfferedModel[]; model: OfferedModel }) {
  const { t } = useTranslation('carousel');
  const { draft, set } = useCarousel();
  const [tried, setTried] = useState(false);
  const create = useAction('generate.create', {
    onDone(order) {
      set({ orderId: order.id, slides: ordered(useCarousel.getState().draft.slides, order) });
      notify({ message: t('queued', { count: order.jobs.length }), id: 'queued' });
    },
  });
  const empty = draft.slides.findIndex((slide) => briefOf(slide) === '');
  const send = () => {
    setTried(true);
    if (empty < 0 && !model.keyMissing && !create.isPending) {
      create.mutate(carouselRequest(draft, model));
    }
  };
  useShortcut('generate', send);
  const isOf = (order: Order) => order.id === draft.orderId;
  const made = useMade(isOf);
  useArrivals(made);
  return (
    <div className="flex min-h-0 flex-1">
      <div className="border-line flex w-88 shrink-0 flex-col border-r">
        <ScrollRegion label={t('settings')} className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">
          <CarouselSettings models={models} model={model} />
        </ScrollRegion>
        <Send
          model={model}
          isSending={create.isPending}
          problem={tried && empty >= 0 ? t('emptySlide', { position: empty + 1 }) : null}
          onSend={send}
        />
      </div>
      <ScrollRegion label={t('slides')} className="min-w-0 flex-1 overflow-y-auto p-6">
        <Slides made={made} />
      </ScrollRegion>
    </div>
  );
}

/** Pictures that come take their place; the newest of a slide is the one that is seen. */
function useArrivals({ orders, results }: Made): void {
  const { draft, change } = useCarousel();
  const jobs = new Map(orders.flatMap((order) => order.jobs).map((job) => [job.id, job.itemId]));
  const newest = new Map<string, string>();
  for (const { jobId, sha256 } of results) {
    const itemId = jobs.get(jobId);
    if (itemId !== undefined && !newest.has(itemId)) newest.set(itemId, sha256);
  }
  const arrived = draft.slides.flatMap(({ key, itemId, picture }) => {
    const found = itemId === null ? undefined : newest.get(itemId);
    return found !== undefined && found !== picture ? [`${key} ${found}`] : [];
  });
  const signature = arrived.join('\n');
  useEffect(() => {
    for (const line of signature === '' ? [] : signature.split('\n')) {
      const [key = '', picture = ''] = line.split(' ');
      change(key, { picture });
    }
  }, [signature, change]);
}

function Send({
  model,
  isSending,
  problem,
  onSend,
}: {
  model: OfferedModel;
  isSending: boolean;
  problem: string | null;
  onSend: () => void;
}) {
  const { t } = useTranslation(['carousel', 'prompt', 'common']);
  const { slides, orderId } = useCarousel(({ draft }) => draft);
  const quote = useQuote(
    model.keyMissing ? null : { type: 'carousel', model: model.id, count: slides.length },
  ).data;
  return (
    <div className="border-line flex flex-col gap-2 border-t px-6 py-3">
      {problem !== null && (
        <p role="alert" className="text-danger text-sm">
          {problem}
        </p>
      )}
      <div className="flex items-center justify-between gap-3">
        <output aria-label={t('prompt:price')} className="text-muted tabular">
          {quote &&
            (quote.credits === 0
              ? t('common:free')
              : t('common:credits', { count: quote.credits }))}
        </output>
        <Button
          variant="primary"
          icon={Sparkles}
          aria-disabled={isSending || model.keyMissing || quote?.affordable === false}
          onClick={onSend}
          className="text-md h-9 px-4"
        >
          {t(orderId === null ? 'make' : 'makeAgain', { count: slides.length })}
        </Button>
      </div>
    </div>
  );
}

function Slides({ made }: { made: Made }) {
  const { t } = useTranslation('carousel');
  const { draft, set, change } = useCarousel();
  const { slides, look, network, orderId } = draft;
  const redo = useAction('generate.redoSlide');
  const word = useAction('generate.setSlideText');
  const drawn = useDrawn();
  const brand = useBrandLook(draft.brandId ?? null);
  const remove = (at: number) => {
    const before = slides;
    set({ slides: slides.toSpliced(at, 1) });
    notify({ message: t('removed'), undo: () => set({ slides: before }), id: 'carousel' });
  };
  const keepWords = ({ itemId, title, body }: SlideDraft) => {
    const [order] = made.orders;
    const known = order?.slides?.find((each) => each.itemId === itemId)?.text;
    if (orderId === null || itemId === null || !order) return;
    if (known?.title === title.trim() && known.body === body.trim()) return;
    word.mutate({ orderId, itemId, text: { title, body } });
  };
  return (
    <ol className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-4">
      {slides.map((slide, at) => {
        const { itemId } = slide;
        return (
          <SlideCard
            key={slide.key}
            slide={slide}
            drawn={drawn[at] ?? { picture: null, text: { title: '', body: '' } }}
            at={at}
            count={slides.length}
            look={{ ...look, brand }}
            network={network}
            running={made.jobs.find(({ job }) => job.itemId === itemId)}
            onChange={(patch) => change(slide.key, patch)}
            onWords={() => keepWords(slide)}
            onMove={(from, to) => set({ slides: movedSlide(slides, from, to) })}
            onRemove={slides.length > FEWEST_SLIDES ? () => remove(at) : undefined}
            onRedo={
              orderId !== null && itemId !== null && slide.picture !== null
                ? () => redo.mutate({ orderId, itemId, brief: briefOf(slide) })
                : undefined
            }
          />
        );
      })}
      {slides.length < MAX_SLIDES && (
        <li className="flex min-h-40">
          <button
            type="button"
            className="text-muted hover:text-ink hover:bg-hover border-edge flex flex-1 flex-col items-center justify-center gap-2 rounded-lg border border-dashed font-medium transition-colors"
            onClick={() => set({ slides: withSlide(slides) })}
          >
            <Plus aria-hidden className="size-5" />
            {t('add')}
          </button>
        </li>
      )}
    </ol>
  );
}

/** While a brand is edited, empty slides say something in it. */
function useDrawn(): DrawnSlide[] {
  const { t } = useTranslation('brands');
  const { draft } = useCarousel();
  const isEdited = useBrandEditor((state) => state.draft !== null);
  return drawnSlides(
    draft,
    isEdited ? { title: t('sampleTitle'), body: t('sampleBody') } : undefined,
  );
}

/** The whole carousel as one file. */
function HandOut() {
  const { t } = useTranslation('carousel');
  const { draft, begin, set } = useCarousel();
  const [isBusy, setBusy] = useState(false);
  const brand = useBrandLook(draft.brandId ?? null);
  const save = async (as: 'pdf' | 'png' | 'jpeg' | 'video') => {
    setBusy(true);
    await saveCarousel(draft, brand, as);
    setBusy(false);
  };
  const restart = () => {
    const before = draft;
    begin();
    notify({ message: t('begun'), undo: () => set(before), id: 'carousel' });
  };
  return (
    <>
      <Button variant="ghost" icon={GalleryHorizontalEnd} onClick={restart}>
        {t('begin')}
      </Button>
      <Menu
        align="end"
        trigger={
          <Button icon={FileDown} disabled={isBusy}>
            {t(isBusy ? 'saving' : 'save')}
          </Button>
        }
      >
        {(['pdf', 'png', 'jpeg', 'video'] as const).map((as) => (
          <MenuItem key={as} onSelect={() => void save(as)}>
            {t(`as.${as}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
