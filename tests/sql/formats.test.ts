import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { misfit } from '../../contract/misfit.ts';
import { Model } from '../../contract/models.ts';
import { OrderRequest, priceOf, priceWishOf } from '../../contract/orders.ts';
import type { Database, Row } from './database.ts';
import {
  books,
  claimOne,
  completeWith,
  enqueue,
  enqueueBody,
  FREE,
  hireWorker,
  orderRow,
  putObject,
  refusal,
  resultOf,
} from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

const ABLE = 'openai/able';
const FILM = 'openai/film';
const SHA = createHash('sha256').update('a picture').digest('hex');
const SOUND = createHash('sha256').update('a sound').digest('hex');

let db: Database;
let worker: string;
let user: string;
beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
  const can = {
    maxPromptLength: 200,
    maxCount: 4,
    qualities: ['draft', 'standard'],
    seed: true,
    formats: ['webp', 'mp4', 'gif'],
    parameters: {
      steps: { min: 2, max: 50, default: 28 },
      strength: { min: 0.2, max: 0.9, default: 0.5 },
    },
    maxLoras: 1,
    customSize: { min: 256, max: 1024, step: 16 },
    sourceModes: ['vary', 'edit', 'inpaint', 'outpaint'],
    maxReferences: 1,
  };
  const video = {
    durations: [4, 8],
    resolutions: ['720p', '1080p'],
    fps: [24],
    firstFrame: 'optional',
    motions: ['ken_burns'],
    audio: true,
    needsPrompt: false,
  };
  const add = (id: string, task: string, capabilities: Row, prices: Row) =>
    db.owner.query(
      `insert into api_models (id, provider, vendor_model, name, task, capabilities, prices)
         select $1, 'openai', 'x', 'x', $2, capabilities || $3::jsonb, $4 from api_models where id = $5`,
      [id, task, JSON.stringify(capabilities), JSON.stringify(prices), FREE],
    );
  await add(ABLE, 'image', can, { draft: 1, standard: 2 });
  await add(FILM, 'video', { ...can, video }, { standard: 1, '1080p': 3 });
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('delete from orders');
  user = await db.signUp();
  const place = `${user}/${SHA.slice(0, 2)}/${SHA}`;
  await putObject(db, 'reference-images', `${place}.png`);
  await putObject(db, 'reference-images', `${user}/${SOUND.slice(0, 2)}/${SOUND}.mp3`);
});

const image = (more: Row = {}) => ({
  type: 'image',
  prompt: 'a lighthouse',
  model: ABLE,
  aspectRatio: '1:1',
  count: 1,
  format: 'webp',
  quality: 'standard',
  ...more,
});
const source = (more: Row = {}) => ({ image: SHA, mode: 'vary', ...more });
const slides = (...briefs: string[]) => briefs.map((brief) => ({ brief }));
const carousel = (more: Row = {}) => {
  const { count: _, ...rest } = image({ type: 'carousel', slides: slides('one', 'two'), ...more });
  return rest;
};
const video = (more: Row = {}) =>
  image({
    type: 'video',
    model: FILM,
    format: 'mp4',
    durationSeconds: 4,
    resolution: '720p',
    fps: 24,
    ...more,
  });

async function modelOf(id: string): Promise<Model> {
  const [row] = await db.owner.query(
    'select private.model_json(m) as model from api_models m where id = $1',
    [id],
  );
  return Model.parse(row?.['model']);
}

function bodyOf(request: Row, quote = 1_000) {
  const parsed = OrderRequest.parse(request);
  const count = parsed.type === 'carousel' ? parsed.slides.length : parsed.count;
  return { ...enqueueBody({ count, quote, request }), request };
}

const order = (request: Row) =>
  db.service.rpc('enqueue_order', { p_user: user, p_body: bodyOf(request, 90) });

describe('what fits a model is the same here and in contract/misfit.ts', () => {
  test.each([
    image(),
    image({ steps: 50 }),
    image({ steps: 51 }),
    image({ steps: 1 }),
    image({ guidance: 7 }),
    image({ loras: [{ id: 'a/b' }] }),
    image({ loras: [{ id: 'a/b' }, { id: 'a/c' }] }),
    image({ size: { width: 512, height: 272 } }),
    image({ size: { width: 500, height: 256 } }),
    image({ size: { width: 2_048, height: 256 } }),
    image({ references: [SHA] }),
    image({ references: [SHA, SHA] }),
    image({ source: source({ strength: 0.9 }) }),
    image({ source: source({ strength: 1 }) }),
    image({ source: source({ mask: SHA }) }),
    image({ source: source({ mode: 'edit' }) }),
    image({ source: source({ mode: 'edit', mask: SHA }) }),
    image({ source: source({ mode: 'inpaint' }) }),
    image({ source: source({ mode: 'inpaint', mask: SHA }) }),
    image({ source: source({ mode: 'outpaint' }) }),
    image({ source: source({ mode: 'outpaint', margins: { top: 64 } }) }),
    image({ source: source({ margins: { top: 64 } }) }),
    image({ model: FREE, steps: 4 }),
    image({ count: 5 }),
    image({ format: 'png' }),
    image({ quality: 'high' }),
    image({ seed: 4, seedMode: 'fixed' }),
    carousel(),
    carousel({ prompt: 'x'.repeat(197), slides: slides('a', 'bc') }),
    carousel({ prompt: 'x'.repeat(197), slides: slides('a', 'bcd') }),
    carousel({ steps: 99 }),
    video(),
    video({ durationSeconds: 5 }),
    video({ resolution: '4k' }),
    video({ fps: 25 }),
    video({ prompt: '' }),
    video({ firstFrame: SHA, motion: { kind: 'ken_burns' } }),
    video({ motion: { kind: 'pulse' } }),
    video({ lastFrame: SHA }),
    video({ audio: { file: SOUND } }),
    video({ audio: { file: SOUND }, format: 'gif' }),
  ])('%j', async (request) => {
    const parsed = OrderRequest.parse(request);
    const model = await modelOf(parsed.model);
    const expected = misfit(parsed, model) ?? 'nothing';
    const sent = db.service.rpc('enqueue_order', { p_user: user, p_body: bodyOf(request) }).then(
      () => 'nothing',
      (error: { details?: string; detail?: string; message: string }) =>
        /"field":\s*"(\w+)"/.exec(JSON.stringify(error).replaceAll('\\', ''))?.[1] ?? error.message,
    );
    expect(await sent).toBe(expected);
  });
});

test('L3: the price held is the price quoted, of pictures, slides and seconds', async () => {
  for (const request of [
    image({ count: 3 }),
    carousel({ quality: 'draft' }),
    video({ durationSeconds: 8 }),
    video({ durationSeconds: 8, resolution: '1080p', count: 2 }),
  ]) {
    const buyer = await db.signUp();
    const parsed = OrderRequest.parse(request);
    const price = priceOf(priceWishOf(parsed), await modelOf(parsed.model)) ?? 0;
    const place = (quote: number) =>
      db.service.rpc('enqueue_order', { p_user: buyer, p_body: bodyOf(request, quote) });
    expect(await refusal(place(price - 1))).toBe('conflict');
    await place(price);
    expect(await books(db, buyer)).toMatchObject({ held: price, balance: 100 - price });
  }
});

test('a carousel is one order, one item a slide, one picture a job; the worker is told of its slide', async () => {
  const texts = [{ title: 'One', body: '' }, undefined];
  const body = bodyOf(carousel({ seed: 5, seedMode: 'fixed' }), 4);
  const items = body.items.map((item, index) => ({
    ...item,
    brief: `brief ${index}`,
    prompt: `brief ${index}\na lighthouse`,
    ...(texts[index] && { text: texts[index] }),
  }));
  await db.service.rpc('enqueue_order', { p_user: user, p_body: { ...body, items } });
  const rows = await db.owner.query(
    'select sequence, type, brief, text from order_items where order_id = $1 order by sequence',
    [body.orderId],
  );
  expect(rows.map((row) => [row['sequence'], row['type'], row['brief']])).toEqual([
    [0, 'slide', 'brief 0'],
    [1, 'slide', 'brief 1'],
  ]);
  expect(JSON.parse(String(rows[0]?.['text']))).toEqual(texts[0]);
  const job = await claimOne(db, worker);
  expect(job).toMatchObject({
    type: 'render_carousels',
    payload: { prompt: 'brief 0\na lighthouse', seed: 5, text: texts[0] },
  });
});

describe('slides', () => {
  const place = async () => {
    const body = bodyOf(carousel(), 4);
    const items = body.items.map((item) => ({ ...item, prompt: 'first', brief: 'first' }));
    await db.service.rpc('enqueue_order', { p_user: user, p_body: { ...body, items } });
    return { orderId: body.orderId, itemId: items[1]?.itemId ?? '' };
  };
  const redo = (ids: Row, more: Row = {}, person = user) =>
    db.service.rpc('redo_slide', {
      p_user: person,
      p_body: {
        action: 'redo',
        requestId: randomUUID(),
        jobId: randomUUID(),
        quote: 2,
        ...ids,
        ...more,
      },
    });

  test('Q1, L3: one is made anew alone, once, at the price that was seen', async () => {
    const ids = await place();
    expect(await refusal(redo(ids, { quote: 1 }))).toBe('conflict');
    expect(await refusal(redo(ids, {}, await db.signUp()))).toBe('not_found');
    expect(await refusal(redo({ ...ids, itemId: randomUUID() }))).toBe('not_found');
    const request = {
      requestId: randomUUID(),
      jobId: randomUUID(),
      prompt: 'second',
      brief: 'second',
    };
    const answer = await redo(ids, request);
    expect(await redo(ids, request)).toEqual(answer);
    expect(await books(db, user)).toMatchObject({ held: 6 });
    const jobs = await db.owner.query(
      `select sequence, type, payload ->> 'prompt' as prompt from jobs where item_id = $1 order by position`,
      [ids.itemId],
    );
    expect(jobs).toEqual([
      { sequence: 1, type: 'render_carousels', prompt: 'first' },
      { sequence: 1, type: 'render_carousels', prompt: 'second' },
    ]);
    expect(await orderRow(db, ids.orderId)).toMatchObject({ quote: 6, status: 'pending' });
  });

  test('the words over one change without a job', async () => {
    const ids = await place();
    const say = (person: string, item = ids.itemId) =>
      db.service.rpc('set_slide_text', {
        p_user: person,
        p_order: ids.orderId,
        p_item: item,
        p_text: { title: 'New', body: '' },
      });
    await say(user);
    const [row] = await db.owner.query('select text from order_items where id = $1', [ids.itemId]);
    expect(JSON.parse(String(row?.['text']))).toEqual({ title: 'New', body: '' });
    expect(await refusal(say(await db.signUp()))).toBe('not_found');
    expect(await refusal(say(user, randomUUID()))).toBe('not_found');
    expect(await books(db, user)).toMatchObject({ held: 4 });
  });
});

describe('files an order is given', () => {
  test('what is not there, or is something else, is refused and nothing is charged', async () => {
    const stranger = await db.signUp();
    const foreign = 'c'.repeat(64);
    await putObject(db, 'reference-images', `${stranger}/cc/${foreign}.png`);
    for (const [what, request] of [
      ['missing', image({ references: ['d'.repeat(64)] })],
      ['missing', image({ source: source({ image: foreign }) })],
      ['audio', image({ references: [SOUND] })],
      ['image', video({ audio: { file: SHA } })],
    ] as const) {
      const error = await order(request).then(String, (thrown: unknown) => JSON.stringify(thrown));
      expect(error).toContain(what);
      expect(await refusal(order(request))).toBe('invalid_input');
    }
    expect(await books(db, user)).toMatchObject({ held: 0, balance: 100 });
  });

  test('a worker is told where they lie; results and works need no second copy', async () => {
    await order(image({ source: source(), references: [SHA] }));
    const given = await claimOne(db, worker);
    const path = `${user}/${SHA.slice(0, 2)}/${SHA}.png`;
    expect(given).toMatchObject({
      payload: { source: { image: SHA, mode: 'vary' } },
      inputs: [{ sha256: SHA, mime: 'image/png', bucket: 'reference-images', path, bytes: 1234 }],
    });
    const result = resultOf(given);
    await putObject(db, 'workspace-temp', result.path);
    await completeWith(db, worker, given, [result]);
    await order(video({ firstFrame: result.sha256 }));
    expect(await claimOne(db, worker)).toMatchObject({
      type: 'generate_video',
      payload: { width: 1024, height: 1024, durationSeconds: 4, fps: 24 },
      inputs: [{ sha256: result.sha256, bucket: 'workspace-temp', path: result.path }],
    });
  });
});

test('pictures of one order have words of their own, each checked, and a worker is told of its own alone', async () => {
  const words = ['a red door', 'a blue door'];
  const place = (request: Row, prompts: readonly string[]) => {
    const body = bodyOf(request, 4);
    const items = body.items.map((item, index) => ({ ...item, prompt: prompts[index] }));
    return db.service.rpc('enqueue_order', { p_user: user, p_body: { ...body, items } });
  };
  await place(image({ prompt: words[0], prompts: words, count: 2 }), words);
  const jobs = await db.owner.query(
    `select payload ->> 'prompt' as prompt, payload ? 'prompts' as told from jobs where user_id = $1 order by sequence`,
    [user],
  );
  expect(jobs).toEqual(words.map((prompt) => ({ prompt, told: false })));
  const long = place(image({ count: 2 }), ['short', 'x'.repeat(201)]);
  expect(await refusal(long)).toBe('invalid_input');
});

test('variants of a picture lie in the stack of the order that asked for them, which no worker hears of', async () => {
  const origin = randomUUID();
  const body = bodyOf(image({ variantOf: origin, variants: { count: 2 } }), 2);
  await db.service.rpc('enqueue_order', { p_user: user, p_body: body });
  const [row] = await db.owner.query(
    `select private.stack_of(order_id) as stack, private.stack_of(id) as own, id,
       payload ?| array['variants', 'variantOf'] as told from jobs where order_id = $1`,
    [body.orderId],
  );
  expect(row).toMatchObject({ stack: origin, own: row?.['id'], told: false });
});

test('Q4: a video is a result with its length and poster, and counts as one', async () => {
  await order(video({ resolution: '1080p' }));
  const job = await claimOne(db, worker);
  expect(job.payload).toMatchObject({ width: 1536, height: 1536, resolution: '1080p' });
  const made = resultOf(job);
  const thumbnailPath = made.path.replace(/\/0-([^/]*)$/, '/1-$1');
  for (const path of [made.path, thumbnailPath]) await putObject(db, 'workspace-temp', path);
  const result = { ...made, mime: 'video/mp4', durationSeconds: 4, thumbnailPath };
  await completeWith(db, worker, job, [result]);
  const [asset] = await db.owner.query(
    'select type, duration_seconds, thumbnail_path from workspace_assets where job_id = $1',
    [job.id],
  );
  expect(asset).toEqual({ type: 'video', duration_seconds: 4, thumbnail_path: thumbnailPath });
  const [used] = await db.owner.query(
    'select sum(reels_used)::integer as reels, sum(images_used)::integer as images, sum(woofs_used)::integer as woofs from counters_monthly where user_id = $1',
    [user],
  );
  expect(used).toEqual({ reels: 1, images: 0, woofs: 12 });
});

test('an order without any of this is as before', async () => {
  const { body } = await enqueue(db, user, { model: FREE });
  expect(await orderRow(db, body.orderId)).toMatchObject({ type: 'image', quote: 0 });
  expect(await claimOne(db, worker)).toMatchObject({ type: 'render_images', inputs: [] });
});
