import { z } from 'zod';
import { FEWEST_SLIDES, MAX_SLIDES, Prompt, SlideText } from '../orders.ts';

/** POST /functions/v1/carousel-slides: a topic written out as slides. */
export const CarouselSlidesBody = z.object({
  topic: Prompt,
  count: z.int().min(FEWEST_SLIDES).max(MAX_SLIDES),
  /** Of the words over the slides. */
  language: z.enum(['en', 'fr']),
  /** Whom they are for, by name. */
  brand: z.string().trim().min(1).max(120).optional(),
});
export type CarouselSlidesBody = z.infer<typeof CarouselSlidesBody>;

/** A slide as it is proposed: its words, and what its picture shows. */
export const PlannedSlide = z.object({
  title: SlideText.shape.title.unwrap().min(1),
  body: SlideText.shape.body,
  brief: Prompt,
});
export type PlannedSlide = z.infer<typeof PlannedSlide>;

export const CarouselSlidesAnswer = z.object({
  /** As many as were asked for; fewer where the topic gave no more. */
  slides: z.array(PlannedSlide).min(FEWEST_SLIDES).max(MAX_SLIDES),
  /** The model that wrote them. */
  model: z.string(),
  /** The same question was answered less than 15 minutes ago. */
  cached: z.boolean(),
});
export type CarouselSlidesAnswer = z.infer<typeof CarouselSlidesAnswer>;
