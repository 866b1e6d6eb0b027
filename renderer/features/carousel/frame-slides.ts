import type { TFunction } from 'i18next';
import type { PlannedSlide } from '../../../contract/functions/slides.ts';

/** Characters of a title; a longer topic goes on in what the picture shows. */
const TITLE = 120;

/**
 * A frame for slides about a topic, made on this machine: an opening, points to be said, an ending. It knows nothing of the topic
 * and says so in its words.
 */
export function frameSlides(
  topic: string,
  count: number,
  t: TFunction<'carousel'>,
): PlannedSlide[] {
  const points = Array.from({ length: count - 2 }, (_, at) => ({
    title: t('frame.point', { number: at + 1 }),
    body: t('frame.pointBody'),
    brief: topic,
  }));
  return [
    { title: topic.slice(0, TITLE), body: t('frame.openingBody'), brief: topic },
    ...points,
    { title: t('frame.ending'), body: t('frame.endingBody'), brief: topic },
  ];
}
