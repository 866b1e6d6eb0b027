import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { MAX_SLIDES } from '../../../contract/orders.ts';
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
  readonly orderId: string | null;
}

export const FEWEST_SLIDES = 2;

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
      begin: () => set({ draft: emptyCarousel() }),
    }),
    { name: 'atelier.carousel', version: 1, partialize: ({ draft }) => ({ draft }) },
  ),
);

/** Slides of a text, in place of those that are there; too short a text leaves room for another slide. */
export function fromText(text: string): SlideDraft[] {
  const slides = slidesOfText(text).map(newSlide);
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
