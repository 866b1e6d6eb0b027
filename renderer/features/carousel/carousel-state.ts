import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { PlannedSlide } from '../../../contract/functions/slides.ts';
import { FEWEST_SLIDES, MAX_SLIDES } from '../../../contract/orders.ts';
import { type Network, SlideLook, slidesOfText } from '../../../contract/slide-look.ts';

export interface SlideDraft {
  /** Of this form alone. */
  readonly key: string;
  /** What its picture shows. */
  readonly brief: string;
  readonly title: string;
  readonly body: string;
  /** Content of its picture, once there is one. */
  readonly picture: string | null;
  /** Of its order, once it was ordered. */
  readonly itemId: string | null;
}

export interface CarouselDraft {
  /** What all pictures have in common. */
  readonly style: string;
  readonly slides: readonly SlideDraft[];
  readonly look: SlideLook;
  readonly network: Network;
  readonly model: string | null;
  /** Of the brand it is made in; a draft from before there were brands says nothing. */
  readonly brandId?: string | null;
  readonly orderId: string | null;
  /** What slides come of, as it was chosen last. */
  readonly source?: 'text' | 'topic';
  readonly topic?: string;
  readonly topicSlides?: number;
  /** Slides that a topic was written out as, and that were not taken yet: they may have been paid for. */
  readonly proposal?: Proposal | null;
}

export interface Proposal {
  readonly topic: string;
  /** A frame of this machine's, to be filled in; else a chat model wrote it. */
  readonly isFrame: boolean;
  readonly slides: readonly PlannedSlide[];
}

function newSlide(words: Partial<SlideDraft> = {}): SlideDraft {
  const key = crypto.randomUUID();
  return { key, brief: '', title: '', body: '', picture: null, itemId: null, ...words };
}

const emptyCarousel = (): CarouselDraft => ({
  style: '',
  slides: [newSlide(), newSlide(), newSlide()],
  look: SlideLook.parse({}),
  network: 'square',
  model: null,
  orderId: null,
});

interface CarouselState {
  readonly draft: CarouselDraft;
  set: (patch: Partial<CarouselDraft>) => void;
  change: (key: string, patch: Partial<SlideDraft>) => void;
  begin: () => void;
}

/** The carousel that is being made. Kept between starts: its words are work. */
export const useCarousel = create<CarouselState>()(
  persist(
    (set) => ({
      draft: emptyCarousel(),
      set: (patch) => set(({ draft }) => ({ draft: { ...draft, ...patch } })),
      change: (key, patch) =>
        set(({ draft }) => ({
          draft: {
            ...draft,
            slides: draft.slides.map((slide) =>
              slide.key === key ? { ...slide, ...patch } : slide,
            ),
          },
        })),
      // Whom one makes carousels for outlasts any of them.
      begin: () =>
        set(({ draft: { brandId = null } }) => ({ draft: { ...emptyCarousel(), brandId } })),
    }),
    { name: 'atelier.carousel', version: 1, partialize: ({ draft }) => ({ draft }) },
  ),
);

/** Slides of a text, in place of those that are there; too short a text leaves room for another slide. */
export function fromText(text: string): SlideDraft[] {
  return withRoom(slidesOfText(text).map(newSlide));
}

/** Slides as they were proposed, in place of those that are there. */
export function fromPlan(planned: readonly PlannedSlide[]): SlideDraft[] {
  return withRoom(planned.map(newSlide));
}

/** A proposed slide in the first one that is empty, else behind the last; as they are where there is no room. */
export function withPlanned(
  slides: readonly SlideDraft[],
  planned: PlannedSlide,
): readonly SlideDraft[] {
  const empty = slides.findIndex((slide) => isEmpty(slide));
  if (empty >= 0) return slides.with(empty, newSlide(planned));
  return slides.length < MAX_SLIDES ? [...slides, newSlide(planned)] : slides;
}

/** Nothing is said of it and nothing made yet. */
export function isEmpty({ brief, title, body, picture }: SlideDraft): boolean {
  return picture === null && [brief, title, body].every((words) => words.trim() === '');
}

function withRoom(slides: SlideDraft[]): SlideDraft[] {
  while (slides.length > 0 && slides.length < FEWEST_SLIDES) slides.push(newSlide());
  return slides;
}

export function withSlide(slides: readonly SlideDraft[]): readonly SlideDraft[] {
  return slides.length < MAX_SLIDES ? [...slides, newSlide()] : slides;
}

/** A slide taken from one place to another; places beyond the ends are the ends. */
export function movedSlide(
  slides: readonly SlideDraft[],
  from: number,
  to: number,
): readonly SlideDraft[] {
  const moved = slides[from];
  if (!moved) return slides;
  const others = slides.toSpliced(from, 1);
  return others.toSpliced(Math.max(0, to), 0, moved);
}
