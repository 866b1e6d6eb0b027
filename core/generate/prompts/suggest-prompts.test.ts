import { expect, test } from 'vitest';
import { ImageRequest } from '../../../contract/orders.ts';
import { applyServerRow } from '../../library/apply.ts';
import { replaceModels } from '../../library/models.ts';
import { DRAFT, RECIPE, testLibrary, workRow } from '../../library/test-library.ts';
import { newId } from '../../system/ids.ts';
import { createOrder } from '../create-order.ts';
import { silentLog } from '../../system/log.ts';
import { suggestFromCommunity, suggestPrompts } from './suggest-prompts.ts';

function studio(sent: readonly string[], kept: Readonly<Record<string, object>> = {}) {
  const { db, context } = testLibrary();
  replaceModels(db, [DRAFT]);
  for (const prompt of sent) {
    createOrder(context, ImageRequest.parse({ prompt, model: DRAFT.id, quality: 'draft' }));
  }
  Object.entries(kept).forEach(([prompt, fields], at) => {
    const row = workRow(newId(), { recipe: { ...RECIPE, prompt }, ...fields });
    applyServerRow(db, 'user_library', row, String(at + 1));
  });
  return (prompt: string) => suggestPrompts(db, { prompt, limit: 10 });
}

test('prompts about the same come from the history and the library, the nearest first', () => {
  const suggest = studio(
    [
      'A lighthouse on a cliff in a winter storm',
      'A lighthouse at dawn, calm sea',
      'A lighthouse at dawn, calm sea',
      'A bowl of cherries',
    ],
    {
      'Phare breton dans la tempête d’hiver': {},
      'lighthouse keeper reading by the window': {},
      'An old LIGHTHOUSE in a winter storm': { rating: 5 },
    },
  );
  const found = suggest('an old lighthouse, winter storm');
  expect(found.map(({ prompt, source }) => [source, prompt])).toEqual([
    ['library', 'An old LIGHTHOUSE in a winter storm'],
    ['history', 'A lighthouse on a cliff in a winter storm'],
  ]);
  expect(found[0]?.confidence).toBeGreaterThan(0.5);
  expect(suggest('tempete d’hiver')[0]).toMatchObject({
    source: 'library',
    prompt: 'Phare breton dans la tempête d’hiver',
  });
  expect(suggest('lighthouse dawn').find(({ prompt }) => prompt.includes('dawn'))).toMatchObject({
    uses: 2,
    source: 'history',
  });
});

test('what its creator liked comes before what is as near', () => {
  const suggest = studio([], {
    'green glass bottle, table': {},
    'green glass bottle, shelf': { is_favorite: true },
  });
  expect(suggest('green glass bottle').map(({ prompt }) => prompt)).toEqual([
    'green glass bottle, shelf',
    'green glass bottle, table',
  ]);
});

test.each(['', 'the and with', '"', '🦊', 'x '.repeat(500), 'NEAR(a b) OR "c" *'])(
  'any text is a prompt: %s',
  (prompt) => {
    expect(studio(['A fox in the snow'])(prompt)).toEqual([]);
  },
);

test('works in the trash and the prompt itself are not offered', () => {
  const suggest = studio(['A fox in the snow'], {
    'a fox in deep snow': { trashed_at: '2026-11-21T00:00:00Z' },
  });
  expect(suggest('a  FOX in the snow')).toEqual([]);
});

test('what others made public is compared in the same way, and what cannot be read is said', async () => {
  const asked: unknown[] = [];
  let answer: unknown = [
    {
      prompt: 'old harbour, <b>boats</b>, [NAME]',
      negative_prompt: 'fog',
      source: 'work',
      uses: '3',
    },
    {
      prompt: 'a bowl of cherries in an old kitchen',
      negative_prompt: '',
      source: 'work',
      uses: 0,
    },
    { prompt: 'an OLD harbour', negative_prompt: '', source: 'template', uses: 9 },
  ];
  const backend = {
    query: (name: string, args: object) => {
      asked.push([name, args]);
      return Promise.resolve(answer);
    },
  };
  const suggest = (prompt: string) =>
    suggestFromCommunity({ backend, log: silentLog }, { prompt, limit: 10 });
  const found = await suggest('An old Hafen harbour, with boats – été');
  expect(asked).toEqual([
    ['community_prompts', { p_words: ['old', 'hafen', 'harbour', 'boats', 'été'] }],
  ]);
  expect(found.map(({ prompt, source, uses }) => [prompt, source, uses])).toEqual([
    ['an OLD harbour', 'community', 9],
    ['old harbour, <b>boats</b>, [NAME]', 'community', 3],
  ]);
  // The one that stands there is none.
  expect((await suggest('An old harbour')).map(({ prompt }) => prompt)).not.toContain(
    'an OLD harbour',
  );
  expect(await suggest('of a')).toEqual([]);
  // One that does not read takes none of the others with it.
  answer = [{ prompt: 7 }, { prompt: 'a harbour at night', uses: 1 }];
  expect(await suggest('harbour')).toMatchObject([{ prompt: 'a harbour at night', uses: 1 }]);
  answer = '<html>';
  await expect(suggest('harbour')).rejects.toMatchObject({ code: 'backend_unavailable' });
});
