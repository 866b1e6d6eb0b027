import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { claimOne, enqueue, enqueueBody, FREE, hireWorker, refusal } from './fixtures.ts';
import { openPglite } from './on-pglite.ts';

let db: Database;
let worker: string;
let user: string;
beforeAll(async () => {
  db = await openPglite();
  worker = await hireWorker(db);
  // One model a task, that can do everything else that an order asks for.
  await db.owner.query(
    `insert into api_models (id, provider, vendor_model, name, capabilities, prices, task)
       select 'test/' || t, provider, vendor_model, t, capabilities || '{"negativePrompt": true}', prices, t
         from api_models, unnest(array['image', 'video', 'chat', 'embedding', 'vision']) as t where id = $1`,
    [FREE],
  );
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('delete from orders');
  user = await db.signUp();
});

describe('an order fits its model by what it makes', () => {
  test.each([
    ['image', ['image']],
    ['carousel', ['image']],
    ['video', ['video']],
  ])('%s', async (type, fitting) => {
    for (const task of ['image', 'video', 'chat', 'embedding', 'vision']) {
      const body = enqueueBody({ model: `test/${task}`, quote: 0, request: { type } });
      const sent = db.service.rpc('enqueue_order', { p_user: user, p_body: body });
      const expected = fitting.includes(task) ? 'not refused' : 'model_unavailable';
      expect([task, await refusal(sent)]).toEqual([task, expected]);
    }
  });
});

test('a worker receives all that was asked for, but what only queue and books go by', async () => {
  const asked = {
    negativePrompt: 'fog',
    effect: 'ken-burns',
    sourceLibraryId: '0199a000-0000-7000-8000-000000000001',
    referenceImage: { path: 'a/b.webp' },
    strength: 0.6,
    style: 'vivid',
    resolution: '720p',
    audio: false,
    durationSeconds: 4,
    compelWeights: { lighthouse: 1.2 },
    somethingNew: [1, 2],
  };
  const queued = {
    destination: 'workspace',
    workspaceSessionId: 's',
    originalPrompt: 'lighthouse',
    contentMode: 'sfw',
    spendCap: 10,
  };
  await enqueue(db, user, {
    model: 'test/image',
    quote: 0,
    request: { ...asked, ...queued, seed: 7 },
  });
  const { payload } = await claimOne(db, worker);
  expect(payload).toEqual({
    ...asked,
    prompt: 'a lighthouse',
    aspectRatio: '1:1',
    width: 1024,
    height: 1024,
    quality: 'standard',
    format: 'webp',
    seed: 7,
  });
});

describe('the template for a task', () => {
  const choose = async (...args: (string | null)[]) => {
    const [row] = await db.service.query<{ template_name: string; version: number }>(
      'select template_name, version from prompt_template_for($1, $2, $3, $4)',
      args,
    );
    return row && `${row.template_name} ${row.version}`;
  };

  test.each([
    ['the usual one, not the first by name', 'image', 'sfw', null, 'image-enhance 1'],
    ['of the exact model', 'image', 'sfw', 'replicate/sdxl', 'image-enhance-sdxl 1'],
    ['of an unknown model', 'image', 'sfw', 'nobody/nothing', 'image-enhance 1'],
    ['of the content mode', 'image', 'nsfw', null, 'image-enhance-mature 1'],
    [
      'the content mode before the model',
      'image',
      'nsfw',
      'replicate/sdxl',
      'image-enhance-mature 1',
    ],
    ['of the kind of job', 'video', 'sfw', null, 'video-enhance 1'],
    [
      'the tame one where there is none of the mode',
      'image',
      'nsfw',
      null,
      'suggestion-variations 1',
      'suggestion',
    ],
  ])('%s', async (_, job, mode, model, expected, use = 'enhancement') => {
    expect(await choose(use, job, mode, model)).toBe(expected);
  });

  test('then the operator’s first choice, then the newest version of it', async () => {
    await db.owner.query(
      `insert into prompt_templates (template_name, version, use_case, job_type, system_prompt, priority) values
         ('a-first-by-name', 9, 'enhancement', 'image', 'x', 0),
         ('zz-chosen', 1, 'enhancement', 'image', 'x', 20),
         ('zz-chosen', 2, 'enhancement', 'image', 'x', 20),
         ('zz-any', 1, 'enhancement', 'any', 'x', 99)`,
    );
    expect(await choose('enhancement', 'image', 'sfw', null)).toBe('zz-chosen 2');
    expect(await choose('enhancement', 'image', 'sfw', 'replicate/sdxl')).toBe(
      'image-enhance-sdxl 1',
    );
  });
});
