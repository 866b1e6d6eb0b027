import { expect, test } from 'vitest';
import type { AtelierError } from '../../contract/errors.ts';
import { Enqueue, QueueJobBody } from '../../contract/functions/queue-job.ts';
import { Model } from '../../contract/models.ts';
import { OrderRequest, type OrderRequestInput } from '../../contract/orders.ts';
import { fileArrived } from '../library/files.ts';
import { replaceModels } from '../library/models.ts';
import { allRows } from '../library/outbox.ts';
import { DRAFT, sha, testLibrary } from '../library/test-library.ts';
import { createOrder } from './create-order.ts';
import { requireOrder } from './order-checks.ts';
import { redoSlide, setSlideText } from './slides.ts';

const ABLE = Model.parse({
  ...DRAFT,
  capabilities: {
    ...DRAFT.capabilities,
    sourceModes: ['vary', 'inpaint'],
    maxReferences: 2,
  },
});

function studio() {
  const library = testLibrary();
  replaceModels(library.db, [ABLE]);
  const order = (input: Partial<OrderRequestInput>) =>
    createOrder(
      library.context,
      OrderRequest.parse({ type: 'image', prompt: 'soft light', model: ABLE.id, ...input }),
    );
  return { ...library, order };
}

function refusalOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return (error as AtelierError).details;
  }
  return 'not refused';
}

const bodies = (db: Parameters<typeof allRows>[0]) =>
  allRows(db).map((row) => QueueJobBody.parse(JSON.parse(row.body)));

test('a carousel is one order with an item and a job a slide, made of brief and style', () => {
  const { order, db } = studio();
  const slides = [{ brief: 'a fox' }, { brief: 'a hen', text: { title: 'Two', body: 'hens' } }];
  const made = order({ type: 'carousel', slides, seed: 3, seedMode: 'fixed' });
  expect(made).toMatchObject({ type: 'carousel', quote: 4 });
  expect(made.slides).toMatchObject(slides);
  const { items } = Enqueue.parse(bodies(db)[0]);
  expect(items.map((item) => [item.prompt, item.seed])).toEqual([
    ['a fox\nsoft light', 3],
    ['a hen\nsoft light', 3],
  ]);
});

test('S1: a slide is made anew alone, and its words change without a job', () => {
  const { order, db, context } = studio();
  const { id, slides } = order({ type: 'carousel', slides: [{ brief: 'one' }, { brief: 'two' }] });
  const itemId = slides?.[1]?.itemId ?? '';
  const again = redoSlide(context, { orderId: id, itemId, brief: 'three' });
  expect(again.jobs.map((job) => job.sequence)).toEqual([0, 1, 1]);
  expect([again.quote, again.slides?.[1]?.brief]).toEqual([6, 'three']);
  const said = setSlideText(context, { orderId: id, itemId, text: { title: 'New', body: '' } });
  expect(said.slides?.[1]?.text).toEqual({ title: 'New', body: '' });
  expect(requireOrder(db, id).jobs).toHaveLength(3);
  expect(bodies(db).slice(1)).toMatchObject([
    { action: 'redo', itemId, prompt: 'three\nsoft light', quote: 2 },
    { action: 'text', itemId },
  ]);
  const elsewhere = { orderId: id, itemId: crypto.randomUUID() };
  expect(() => redoSlide(context, elsewhere)).toThrow('no such slide');
});

test('files that do not do are refused with field and reason, and nothing is written', () => {
  const { order, db } = studio();
  const add = (letter: string, mime: 'image/png' | 'video/mp4', width: number) =>
    fileArrived(db, { sha256: sha(letter), mime, bytes: 9, width, height: 8 });
  add('a', 'image/png', 8);
  add('b', 'image/png', 9);
  add('c', 'video/mp4', 8);
  const inpaint = (mask: string) => ({
    source: { image: sha('a'), mode: 'inpaint' as const, mask: sha(mask) },
  });
  expect(refusalOf(() => order(inpaint('b')))).toMatchObject({ role: 'mask', reason: 'size' });
  expect(refusalOf(() => order({ references: [sha('c')] }))).toMatchObject({
    field: 'references',
    reason: 'video',
  });
  expect(refusalOf(() => order({ references: [sha('d')] }))).toMatchObject({ reason: 'missing' });
  expect(allRows(db)).toEqual([]);
  expect(order(inpaint('a')).request).toMatchObject(inpaint('a'));
});
