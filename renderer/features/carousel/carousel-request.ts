import type { CarouselRequest, Order, OrderRequestInput } from '../../../contract/orders.ts';
import { type DrawnSlide, NETWORKS } from '../../../contract/slide-look.ts';
import { EMPTY_DRAFT } from '../../state/prompt.ts';
import { formOf, type OfferedModel } from '../prompt/form.ts';
import type { CarouselDraft, SlideDraft } from './carousel-state.ts';

/** What a slide shows: its brief, else its words. */
export function briefOf({ brief, title, body }: SlideDraft): string {
  return [brief, title, body].map((words) => words.trim()).find((words) => words !== '') ?? '';
}

/** The order of all slides. Call it when each has something to show. */
export function carouselRequest(draft: CarouselDraft, model: OfferedModel): OrderRequestInput {
  const aspectRatio = NETWORKS[draft.network].ratio;
  const form = formOf({ ...EMPTY_DRAFT, aspectRatio }, model);
  const slides: CarouselRequest['slides'] = draft.slides.map((slide) => ({
    brief: briefOf(slide),
    text: { title: slide.title, body: slide.body },
  }));
  return {
    type: 'carousel',
    prompt: draft.style.trim() === '' ? briefOf(draft.slides[0] ?? NOTHING) : draft.style,
    model: model.id,
    aspectRatio: form.aspectRatio,
    quality: form.quality,
    format: form.format,
    slides,
    ...(draft.brandId && { brandId: draft.brandId }),
  };
}

const NOTHING: SlideDraft = {
  key: '',
  brief: '',
  title: '',
  body: '',
  picture: null,
  itemId: null,
};

/** The slides of the form, each with its item of the order that was just made of them. */
export function ordered(slides: readonly SlideDraft[], order: Order): SlideDraft[] {
  const items = [...(order.slides ?? [])].sort((a, b) => a.sequence - b.sequence);
  return slides.map((slide, at) => ({
    ...slide,
    itemId: items[at]?.itemId ?? null,
    picture: null,
  }));
}

/** Slides as they are drawn, each with its number if they have one; `sample`: what empty ones say meanwhile. */
export function drawnSlides(
  { slides, look }: CarouselDraft,
  sample: Pick<SlideDraft, 'title' | 'body'> = NOTHING,
): DrawnSlide[] {
  return slides.map(({ picture, title, body }, at) => ({
    picture,
    text: {
      ...wordsOr(sample, { title, body }),
      ...(look.numbered && { number: `${at + 1}/${slides.length}` }),
    },
  }));
}

function wordsOr(
  { title, body }: Pick<SlideDraft, 'title' | 'body'>,
  words: Pick<SlideDraft, 'title' | 'body'>,
): Pick<SlideDraft, 'title' | 'body'> {
  return words.title.trim() + words.body.trim() === '' ? { title, body } : words;
}
