import { expect, test } from 'vitest';
import { slidesOfText } from './slide-look.ts';

const titles = (text: string, most?: number) => slidesOfText(text, most).map(({ title }) => title);

test.each([
  ['paragraphs, their first line the title', 'One\nmore\n\nTwo\n\n', ['One', 'Two']],
  ['lines of a list, without their marks', '1. Wash\n2) Dry\n- Fold', ['Wash', 'Dry', 'Fold']],
  ['sentences', 'Boil water. Add tea! Wait…', ['Boil water.', 'Add tea!', 'Wait…']],
  ['nothing', ' \n ', []],
  ['one word', 'Tea', ['Tea']],
])('a text becomes slides: %s', (_, text, expected) => {
  expect(titles(text)).toEqual(expected);
});

test('what is more than the most goes to the last slide, and nothing is lost', () => {
  const slides = slidesOfText('a\n\nb\n\nc\n\nd', 2);
  expect(slides).toEqual([
    { title: 'a', body: '' },
    { title: 'b', body: 'c\nd' },
  ]);
});
