import { z } from 'zod';
import { BrandLook, Hex } from './brands.ts';
import type { AspectRatio } from './models.ts';
import { MAX_SLIDES, SlideText } from './orders.ts';
import { Sha256 } from './primitives.ts';

/** How the words over the slides of a carousel are set: the same on all of them. A brand's colours go before these. */
export const SlideLook = z.object({
  place: z.enum(['top', 'centre', 'bottom']).default('bottom'),
  ink: Hex.default('#ffffff'),
  /** Behind the words; null: nothing but a soft edge. */
  plate: Hex.nullable().default(null),
  numbered: z.boolean().default(true),
  brand: BrandLook.nullable().default(null),
});
export type SlideLook = z.infer<typeof SlideLook>;

/** Where carousels are shown: the shape they take there, and what stays free of words since something lies over it. */
export const NETWORKS = {
  square: { ratio: '1:1', safe: { top: 0.05, bottom: 0.05 } },
  portrait: { ratio: '3:4', safe: { top: 0.05, bottom: 0.07 } },
  story: { ratio: '9:16', safe: { top: 0.14, bottom: 0.2 } },
  landscape: { ratio: '16:9', safe: { top: 0.05, bottom: 0.08 } },
} as const satisfies Record<string, { ratio: AspectRatio; safe: { top: number; bottom: number } }>;
export const Network = z.enum(Object.keys(NETWORKS) as [keyof typeof NETWORKS]);
export type Network = z.infer<typeof Network>;

/** A slide as it is drawn: without a picture, on a plain ground. */
export const DrawnSlide = z.object({ picture: Sha256.nullable(), text: SlideText });
export type DrawnSlide = z.infer<typeof DrawnSlide>;

/** What `POST /carousel` under the media base takes; it answers one file. */
export const CarouselExport = z.object({
  slides: z.array(DrawnSlide).min(1).max(MAX_SLIDES),
  look: SlideLook,
  network: Network,
  as: z.enum(['png', 'jpeg', 'pdf', 'video']),
  /** Of a video: how long each slide is seen. */
  secondsEach: z.number().min(1).max(10).default(3),
});
export type CarouselExport = z.infer<typeof CarouselExport>;

/** The path under the media base that draws one slide, small: `?slide=` and `?look=` and `?network=`, as JSON. */
export const SLIDE_PATH = 'slide';
export const CAROUSEL_PATH = 'carousel';

/**
 * Slides of a text: a paragraph each, its first line the title. A single paragraph is cut at its sentences. At most
 * `most`; the rest of a longer text goes to the last.
 */
export function slidesOfText(text: string, most: number = MAX_SLIDES): SlideText[] {
  const plain = text.replace(/\r\n?/g, '\n').trim();
  if (plain === '') return [];
  const paragraphs = plain.split(/\n\s*\n/);
  const parts =
    paragraphs.length > 1
      ? paragraphs
      : plain.includes('\n')
        ? plain.split('\n')
        : sentences(plain);
  const kept = parts.slice(0, most);
  kept.push([kept.pop() ?? '', ...parts.slice(most)].join('\n'));
  return kept
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [first = '', ...rest] = part.split('\n');
      // List marks and numbers are the carousel's own business.
      const title = first.replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, '').slice(0, 200);
      return { title, body: rest.join('\n').trim().slice(0, 1_000) };
    });
}

function sentences(text: string): string[] {
  return text.match(/[^.!?…]+[.!?…]*\s*/g) ?? [text];
}
