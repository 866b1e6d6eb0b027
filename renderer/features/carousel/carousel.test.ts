import { expect, test } from 'vitest';
import { misfit } from '../../../contract/misfit.ts';
import { OrderRequest } from '../../../contract/orders.ts';
import { NETWORKS, type Network } from '../../../contract/slide-look.ts';
import { aModel } from '../testing/models.ts';
import { carouselRequest, drawnSlides } from './carousel-request.ts';
import { fromText, movedSlide, useCarousel } from './carousel-state.ts';

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
