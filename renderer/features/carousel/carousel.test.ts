import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { PlannedSlide } from '../../../contract/functions/slides.ts';
import { misfit } from '../../../contract/misfit.ts';
import { OrderRequest } from '../../../contract/orders.ts';
import { NETWORKS, type Network } from '../../../contract/slide-look.ts';
import { aModel } from '../testing/models.ts';
import { carouselRequest, drawnSlides } from './carousel-request.ts';
import {
  fromPlan,
  fromText,
  movedSlide,
  useCarousel,
  withPlanned,
  withSlide,
} from './carousel-state.ts';
import { frameSlides } from './frame-slides.ts';

const MODEL = aModel({
  can: {
    sizes: { '1:1': { width: 1024, height: 1024 }, '2:3': { width: 832, height: 1248 } },
    maxCount: 1,
    maxPromptLength: 2_000,
  },
});

const draft = () => ({ ...useCarousel.getState().draft, slides: fromText('One\n\nTwo\nmore') });

test('an order of slides fits its model in each shape, also in one that it has only nearly', () => {
  for (const network of Object.keys(NETWORKS) as Network[]) {
    const request = OrderRequest.parse(carouselRequest({ ...draft(), network }, MODEL));
    expect(misfit(request, MODEL)).toBeUndefined();
    expect(request).toMatchObject({
      type: 'carousel',
      slides: [{ brief: 'One' }, { brief: 'Two', text: { title: 'Two', body: 'more' } }],
    });
  }
});

test('slides carry their number as they stand now', () => {
  const { slides, ...rest } = draft();
  const moved = movedSlide(slides, 0, 1);
  expect(
    drawnSlides({ ...rest, slides: moved }).map(({ text }) => [text.title, text.number]),
  ).toEqual([
    ['Two', '1/2'],
    ['One', '2/2'],
  ]);
  const look = { ...rest.look, numbered: false };
  expect(drawnSlides({ ...rest, look, slides })[0]?.text).not.toHaveProperty('number');
});

test('a slide goes no further than the ends; a text of one word leaves room for another slide', () => {
  const slides = fromText('a\n\nb\n\nc');
  expect(movedSlide(slides, 0, 9).map(({ title }) => title)).toEqual(['b', 'c', 'a']);
  expect(movedSlide(slides, 2, -1).map(({ title }) => title)).toEqual(['c', 'a', 'b']);
  expect(fromText('alone')).toHaveLength(2);
  expect(fromText('  ')).toHaveLength(0);
});

test('a carousel is ordered for its brand, and a new one is made in the same', () => {
  const brandId = '0193a1b2-0000-7000-8000-000000000001';
  expect(carouselRequest({ ...draft(), brandId }, MODEL)).toMatchObject({ brandId });
  expect(carouselRequest({ ...draft(), brandId: null }, MODEL)).not.toHaveProperty('brandId');
  useCarousel.getState().set({ brandId, style: 'watercolour' });
  useCarousel.getState().begin();
  expect(useCarousel.getState().draft).toMatchObject({ brandId, style: '' });
});

const words = ((key: string, { number }: { number?: number } = {}) =>
  number === undefined ? key : `${key} ${number}`) as TFunction<'carousel'>;

test('a frame has as many slides as asked for, each with something to show', () => {
  for (const count of [2, 5, 20]) {
    const slides = frameSlides('Lighthouses', count, words);
    expect(slides).toHaveLength(count);
    expect(slides.every((slide) => PlannedSlide.safeParse(slide).success)).toBe(true);
  }
  expect(PlannedSlide.parse(frameSlides('x'.repeat(2_000), 2, words)[0]).title).toHaveLength(120);
  expect(frameSlides('Lighthouses', 4, words).map(({ title }) => title)).toEqual([
    'Lighthouses',
    'frame.point 1',
    'frame.point 2',
    'frame.ending',
  ]);
});

test('a proposal is taken whole, or into the first empty slide, then behind the last, up to twenty', () => {
  const planned = { title: 'New', body: '', brief: 'a lighthouse' };
  expect(fromPlan([planned])).toHaveLength(2);
  const slides = fromText('One\n\nTwo');
  const more = withSlide(slides);
  expect(withPlanned(more, planned).map(({ title }) => title)).toEqual(['One', 'Two', 'New']);
  expect(withPlanned(slides, planned).map(({ title }) => title)).toEqual(['One', 'Two', 'New']);
  const full = fromPlan(Array.from({ length: 20 }, () => planned));
  expect(withPlanned(full, planned)).toBe(full);
});
