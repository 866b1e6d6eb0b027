import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { Job, Order } from '../../../contract/orders.ts';
import { queue as en } from '../../i18n/en/queue.ts';
import { queue as fr } from '../../i18n/fr/queue.ts';
import { runWords, watchRun } from './run-tally.ts';

function order(id: string, statuses: readonly Job['status'][], more: Partial<Order> = {}): Order {
  const jobs = statuses.map((status, at) => ({
    id: `${id}-${at}`,
    status,
    cancelRequested: false,
  }));
  return { id, type: 'carousel', jobs, ...more } as Order;
}

const words = i18next.createInstance();
beforeAll(async () => {
  await words.init({
    lng: 'en',
    resources: { en: { queue: en }, fr: { queue: fr } },
    ns: ['queue'],
    defaultNS: 'queue',
    interpolation: { escapeValue: false },
  });
});

/** What is shown, and what is said to those who listen, at each look. */
function told(looks: readonly (readonly Order[])[], language = 'en') {
  const look = watchRun();
  const t = words.getFixedT(language, 'queue');
  const tallies = looks.map((orders) => look(orders));
  return {
    shown: tallies.map((tally) => (tally ? runWords(tally, t) : null)),
    said: tallies.flatMap((tally) => (tally?.hasOrderEnded ? [runWords(tally, t)] : [])),
  };
}

const CAROUSEL = [
  [order('a', ['running', 'queued', 'queued'])],
  [order('a', ['completed', 'running', 'queued'])],
  [order('a', ['completed', 'running', 'queued'])],
  [order('a', ['completed', 'completed', 'running'])],
  [],
];

test('a carousel is one count that goes up, said once when all of it is there', () => {
  expect(told(CAROUSEL)).toEqual({
    shown: [
      null,
      '1 of 3 pictures is ready.',
      null,
      '2 of 3 pictures are ready.',
      'Your 3 pictures are ready.',
    ],
    said: ['Your 3 pictures are ready.'],
  });
  expect(told(CAROUSEL, 'fr').shown.filter(Boolean)).toEqual([
    '1 image sur 3 est prête.',
    '2 images sur 3 sont prêtes.',
    'Vos 3 images sont prêtes.',
  ]);
});

test('what is asked for while others run counts with them; the next run begins at nothing', () => {
  const { shown, said } = told([
    [order('a', ['running'])],
    [order('b', ['queued', 'queued'], { type: 'video' }), order('a', ['running'])],
    [order('b', ['running', 'queued'], { type: 'video' })],
    [],
    [order('c', ['running'], { type: 'video' })],
    [],
  ]);
  expect(shown.filter(Boolean)).toEqual([
    '1 of 3 works is ready.',
    'Your 3 works are ready.',
    'Your video is ready.',
  ]);
  expect(said).toHaveLength(3);
});

test('what failed is told beside the rest, and is ready once it was tried again', () => {
  const { shown } = told([
    [order('a', ['running', 'running'])],
    [order('a', ['completed', 'failed'])],
    [order('a', ['completed', 'queued'])],
    [],
    [order('b', ['running'])],
    [order('b', ['failed'])],
  ]);
  expect(shown.filter(Boolean)).toEqual([
    '1 of 2 pictures is ready. 1 failed.',
    'Your 2 pictures are ready.',
    'A picture could not be made',
  ]);
});

test('nothing is told of a batch, of what was cancelled, nor of what was there before', () => {
  const batch = { batchId: 'b' };
  const cancelling = order('c', ['running']);
  const asked = cancelling.jobs.map((job) => ({ ...job, cancelRequested: true }));
  const { shown } = told([
    [order('a', ['failed']), order('b', ['running'], batch), cancelling],
    [order('a', ['failed']), { ...cancelling, jobs: asked }],
    [],
  ]);
  expect(shown).toEqual([null, null, null]);
});
