import assert from 'node:assert/strict';
import { z } from 'zod';
import { HTTP_STATUS } from '../../../contract/errors.ts';
import { CheckQuotaAnswer } from '../../../contract/functions/money.ts';
import {
  CleanupAnswer,
  ModelTestAnswer,
  SchemaInfoAnswer,
  SystemMetricsAnswer,
} from '../../../contract/functions/operations.ts';
import {
  BatchAnswer,
  EmbeddingsAnswer,
  VisionAnswer,
} from '../../../contract/functions/pictures.ts';
import { GLANCE_BYTES } from '../../../contract/glance.ts';
import { QueueJobAnswer } from '../../../contract/functions/queue-job.ts';
import {
  ActiveWorkerUrlAnswer,
  HealthCheckAnswer,
  RegisterWorkerAnswer,
  WorkerHeartbeatAnswer,
} from '../../../contract/functions/workers.ts';
import batchProcess from '../../../supabase/functions/batch-process/handler.ts';
import checkQuota from '../../../supabase/functions/check-quota/handler.ts';
import cleanupStuckJobs from '../../../supabase/functions/cleanup-stuck-jobs/handler.ts';
import generateAvatars from '../../../supabase/functions/generate-avatars/handler.ts';
import generateEmbeddings from '../../../supabase/functions/generate-embeddings/handler.ts';
import getActiveWorkerUrl from '../../../supabase/functions/get-active-worker-url/handler.ts';
import getSchemaInfo from '../../../supabase/functions/get-schema-info/handler.ts';
import healthCheckWorkers from '../../../supabase/functions/health-check-workers/handler.ts';
import imageToVideo from '../../../supabase/functions/image-to-video/handler.ts';
import modelTest from '../../../supabase/functions/model-test/handler.ts';
import registerWorker from '../../../supabase/functions/register-worker/handler.ts';
import systemMetrics from '../../../supabase/functions/system-metrics/handler.ts';
import updateWorkerUrl from '../../../supabase/functions/update-worker-url/handler.ts';
import { readDescription } from '../../../supabase/functions/vision-analysis/description.ts';
import visionAnalysis from '../../../supabase/functions/vision-analysis/handler.ts';
import workerHeartbeat from '../../../supabase/functions/worker-heartbeat/handler.ts';
import {
  answerOf,
  ask,
  askedOf,
  by,
  type Cases,
  database,
  type Handler,
  refused,
  type Stage,
  withSettings,
} from './stage.ts';

const get = (handler: Handler, headers: Record<string, string>) =>
  handler(new Request('http://function/', { headers }));
const service = (stage: Stage) => ({ authorization: `Bearer ${stage.serviceKey}` });
const worker = (stage: Stage) => ({ 'x-worker-key': stage.workerKey });

const GREY_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
const NO_VENDOR = { OPENAI_API_KEY: undefined, MISTRAL_API_KEY: undefined };
const item = () => ({ itemId: crypto.randomUUID(), jobId: crypto.randomUUID() });
const order = () => ({
  orderId: crypto.randomUUID(),
  items: [item()],
  quote: 0,
  model: 'draft/studio',
});

export const work: Cases = {
  'check-quota says what is used and what would be too much': async (stage) => {
    const quota = (body: object, person = stage.other) =>
      answerOf(ask(checkQuota, body, by(person)), CheckQuotaAnswer);
    const free = await quota({ count: 200 });
    assert.deepEqual(
      [free.allowed, free.exceeded, free.tier, free.balance],
      [true, null, 'free', 100],
    );
    assert.equal(free.openJobs.limit, 500);
    assert.deepEqual(free.woofsThisMonth, { used: 0, limit: null });
    assert.equal((await quota({}, stage.admin)).exempt, true);
    await refused(ask(checkQuota, {}), 'unauthenticated');
  },
  'cleanup-stuck-jobs, system-metrics and health checks are an operator’s': async (stage) => {
    const clean = await answerOf(ask(cleanupStuckJobs, '', service(stage)), CleanupAnswer);
    assert.equal(clean.returned, 0);
    await answerOf(ask(cleanupStuckJobs, '', by(stage.admin)), CleanupAnswer);
    await refused(ask(cleanupStuckJobs, '', by(stage.creator)), 'forbidden');
    await refused(get(systemMetrics, by(stage.creator)), 'forbidden');
    await refused(ask(healthCheckWorkers, ''), 'unauthenticated');
    const { queue, cache } = await answerOf(
      get(systemMetrics, service(stage)),
      SystemMetricsAnswer,
    );
    assert.ok(queue.workers.length > 0);
    assert.equal(cache.hitRate === null, cache.hits + cache.misses === 0);
  },
  'get-schema-info shows an admin tables and columns, and nothing private': async (stage) => {
    const { tables } = await answerOf(get(getSchemaInfo, by(stage.admin)), SchemaInfoAnswer);
    assert.ok(tables.some(({ table, columns }) => table === 'jobs' && columns.length > 10));
    assert.ok(!tables.some(({ table }) => table === 'webhook_events'));
    await refused(get(getSchemaInfo, by(stage.creator)), 'forbidden');
  },
  'workers: registered, alive, moved, found, and left out once ill three times': async (stage) => {
    const body = {
      kind: 'image',
      url: `${stage.vendors}/worker`,
      capabilities: { models: ['sdxl'] },
    };
    const { workerId } = await answerOf(
      ask(registerWorker, body, worker(stage)),
      RegisterWorkerAnswer,
    );
    const beat = await answerOf(ask(workerHeartbeat, {}, worker(stage)), WorkerHeartbeatAnswer);
    assert.deepEqual([beat.workerId, beat.health], [workerId, 'unknown']);
    const check = async () => {
      const { workers } = await answerOf(
        ask(healthCheckWorkers, '', service(stage)),
        HealthCheckAnswer,
      );
      return workers.find((one) => one.workerId === workerId);
    };
    assert.deepEqual([(await check())?.ok, (await check())?.health], [true, 'healthy']);
    const find = () => ask(getActiveWorkerUrl, { kind: 'image' }, by(stage.creator));
    const found = await answerOf(find(), ActiveWorkerUrlAnswer);
    assert.ok([found.url, ...found.others].includes(body.url));
    const moved = `${stage.vendors}/sick`;
    const told = await answerOf(
      ask(updateWorkerUrl, { url: moved }, worker(stage)),
      WorkerHeartbeatAnswer,
    );
    assert.equal(told.health, 'unknown');
    for (const health of ['unknown', 'unknown', 'unhealthy'])
      assert.equal((await check())?.health, health);
    const after = await find();
    assert.ok(!(await after.text()).includes(moved));
    await refused(ask(getActiveWorkerUrl, { kind: 'chat' }, by(stage.creator)), 'not_available');
    await refused(ask(workerHeartbeat, {}, { 'x-worker-key': 'atelier_wrong' }), 'unauthenticated');
    await refused(
      ask(registerWorker, body, { 'x-worker-key': 'atelier_wrong' }),
      'unauthenticated',
    );
  },
  'vision-analysis describes an address and a work, which is found by it': async (stage) => {
    const see = (body: object, person = stage.creator) => ask(visionAnalysis, body, by(person));
    const seen = await answerOf(see({ url: `${stage.vendors}/picture.png` }), VisionAnswer);
    assert.equal(seen.result.description, 'A grey wall.');
    await refused(see({ url: `${stage.vendors}/page.html` }), 'unsupported_media');
    await answerOf(see({ libraryId: stage.libraryId }), VisionAnswer);
    const rows = await database(
      stage,
      `user_library?select=description,labels&id=eq.${stage.libraryId}`,
    );
    assert.deepEqual(rows, [{ description: 'A grey wall.', labels: ['wall'] }]);
    await refused(see({ libraryId: stage.libraryId }, stage.other), 'not_found');
    await withSettings({ ATELIER_PRIVATE_ADDRESSES: undefined }, () =>
      refused(see({ url: `${stage.vendors}/picture.png` }), 'invalid_input'),
    );
  },
  'vision-analysis looks at a work once, and anew once a wish': async (stage) => {
    const see = (body: object) => ask(visionAnalysis, body, by(stage.creator));
    const asked = async () => (await askedOf(stage, '/v1/chat/completions')).length;
    const work = { libraryId: stage.libraryId };
    await answerOf(see(work), VisionAnswer);
    const before = await asked();
    assert.equal((await answerOf(see(work), VisionAnswer)).known, true);
    assert.equal(await asked(), before);
    const anew = { ...work, again: crypto.randomUUID() };
    const both = await Promise.all([see(anew), see(anew)]);
    for (const { status } of both) assert.ok([200, HTTP_STATUS.conflict].includes(status));
    assert.deepEqual((await answerOf(see(anew), VisionAnswer)).known, true);
    assert.equal(await asked(), before + 1);
    // What failed was not paid for: the next one asks at once.
    const wish = { ...work, again: crypto.randomUUID() };
    await withSettings(NO_VENDOR, () => refused(see(wish), 'not_available'));
    assert.equal((await answerOf(see(wish), VisionAnswer)).known, false);
    assert.equal(await asked(), before + 2);
  },
  'vision-analysis looks at frames of a film, once, and at nothing without them': async (stage) => {
    const work = { libraryId: stage.filmId };
    const see = (body: object, person = stage.creator) => ask(visionAnalysis, body, by(person));
    const questions = () => askedOf(stage, '/v1/chat/completions');
    const before = (await questions()).length;
    await refused(see(work), 'invalid_input');
    const film = { picture: GREY_PIXEL, frames: 4 };
    await refused(
      see({ ...work, film: { ...film, picture: btoa('<html>') } }),
      'unsupported_media',
    );
    await refused(see({ ...work, film: { ...film, frames: 5 } }), 'invalid_input');
    const large = { ...film, picture: btoa('x'.repeat(GLANCE_BYTES + 3)) };
    await refused(see({ ...work, film: large }), 'invalid_input');
    await refused(see({ ...work, film }, stage.other), 'not_found');
    // What was refused holds nobody up, and nobody was asked for it.
    assert.equal((await questions()).length, before);
    assert.equal((await answerOf(see({ ...work, film }), VisionAnswer)).known, false);
    assert.equal((await answerOf(see(work), VisionAnswer)).known, true);
    const [question, ...more] = (await questions()).slice(before);
    assert.deepEqual(more, []);
    assert.match(question?.body ?? '', /frames of one film/);
    assert.ok(question?.body.includes(`data:image/png;base64,${GREY_PIXEL}`));
    const rows = await database(stage, `user_library?select=description&id=eq.${stage.filmId}`);
    assert.deepEqual(rows, [{ description: 'A grey wall.' }]);
  },
  'vision-analysis reads what models write around their JSON': () => {
    const said = {
      description: ' A pier. ',
      labels: ['Pier', 'pier', 7, ''],
      nsfwScore: 'none',
      dominantColors: ['#0a0b0c', 'blue'],
    };
    const read = readDescription('Here:\n```json\n' + JSON.stringify(said) + '\n```');
    assert.deepEqual(JSON.parse(JSON.stringify(read)), {
      description: 'A pier.',
      labels: ['pier'],
      styleTags: [],
      dominantColors: ['#0a0b0c'],
    });
    for (const text of ['', 'A pier.', '{"labels": []}', '{"description": ""}', '[1]']) {
      assert.throws(() => readDescription(text), /asked to/);
    }
    return Promise.resolve();
  },
  'generate-embeddings: of a text for anybody, of waiting works for operators': async (stage) => {
    const text = { action: 'text', text: 'a lighthouse' };
    const one = await answerOf(ask(generateEmbeddings, text, by(stage.creator)), EmbeddingsAnswer);
    assert.ok('embedding' in one && one.embedding.length === 1536);
    await refused(ask(generateEmbeddings, { action: 'pending' }, by(stage.creator)), 'forbidden');
    const all = await answerOf(
      ask(generateEmbeddings, { action: 'pending' }, service(stage)),
      EmbeddingsAnswer,
    );
    assert.ok('embedded' in all);
    await withSettings({ OPENAI_API_KEY: undefined }, () =>
      refused(ask(generateEmbeddings, text, by(stage.creator)), 'not_available'),
    );
  },
  'generate-embeddings: of works of one’s own, each text paid for once': async (stage) => {
    const works = (libraryIds: readonly string[], person = stage.creator) =>
      ask(generateEmbeddings, { action: 'works', libraryIds }, by(person));
    const answer = await answerOf(works([stage.libraryId]), EmbeddingsAnswer);
    assert.ok('works' in answer);
    assert.deepEqual(
      answer.works.map(({ libraryId, packed }) => [libraryId, atob(packed).length]),
      [[stage.libraryId, 1536]],
    );
    const asked = (await askedOf(stage, '/v1/embeddings')).length;
    // Known by now, also without a vendor.
    await withSettings({ OPENAI_API_KEY: undefined }, async () => {
      assert.deepEqual(await answerOf(works([stage.libraryId]), EmbeddingsAnswer), answer);
    });
    assert.equal((await askedOf(stage, '/v1/embeddings')).length, asked);
    const ofOthers = await answerOf(works([stage.libraryId], stage.other), EmbeddingsAnswer);
    assert.deepEqual(ofOthers, { works: [], model: 'text-embedding-3-small' });
    await refused(
      ask(generateEmbeddings, { action: 'works', libraryIds: [stage.libraryId] }, service(stage)),
      'forbidden',
    );
  },
  'Q1: generate-avatars orders portraits of a character, once': async (stage) => {
    const body = { ...order(), characterId: stage.characterId, style: 'anime' };
    const make = (person = stage.creator) => ask(generateAvatars, body, by(person));
    const first = await answerOf(make(), QueueJobAnswer);
    assert.equal(first.status, 'pending');
    assert.deepEqual(await answerOf(make(), QueueJobAnswer), first);
    const jobs = await database(stage, `jobs?select=payload&order_id=eq.${body.orderId}`);
    assert.match(JSON.stringify(jobs), /anime illustration.*red scarf/);
    body.orderId = crypto.randomUUID();
    await refused(make(stage.other), 'not_found');
    await refused(ask(generateAvatars, order(), by(stage.creator)), 'invalid_input');
  },
  'image-to-video: a work is the first frame; a model of pictures, and another’s work, are refused':
    async (stage) => {
      const body = { ...order(), libraryId: stage.libraryId, effect: 'zoom', durationSeconds: 4 };
      await refused(ask(imageToVideo, body, by(stage.creator)), 'model_unavailable');
      const local = { ...body, model: 'local/motion' };
      await refused(ask(imageToVideo, local, by(stage.other)), 'not_found');
      assert.deepEqual(await database(stage, `orders?select=id&id=eq.${body.orderId}`), []);
      await answerOf(ask(imageToVideo, local, by(stage.creator)), QueueJobAnswer);
      const jobs = await database(stage, `jobs?select=type,payload&order_id=eq.${body.orderId}`);
      assert.match(JSON.stringify(jobs), /generate_video.*"zoom_in"/);
    },
  'L4: batch-process fills each row, may be sent again, and is its owner’s': async (stage) => {
    const rows = ['Ada', 'Grace'].map((FIRSTNAME) => ({ ...item(), tokens: { FIRSTNAME } }));
    const body = {
      action: 'start',
      batchId: crypto.randomUUID(),
      name: 'cards',
      prompt: 'a card for [FIRSTNAME] of [COMPANY]',
      tokens: { COMPANY: 'Acme' },
      model: 'draft/studio',
      quote: 0,
      rows,
    };
    const start = (more: object = {}, person = stage.creator) =>
      ask(batchProcess, { ...body, ...more }, by(person));
    const begun = await answerOf(start(), BatchAnswer);
    assert.deepEqual([begun.total, begun.completed], [2, 0]);
    await answerOf(start(), BatchAnswer);
    const orders = await database(
      stage,
      `orders?select=request->>prompt&batch_id=eq.${body.batchId}`,
    );
    const Prompts = z.array(z.object({ prompt: z.string() }));
    assert.deepEqual(
      Prompts.parse(orders)
        .map(({ prompt }) => prompt)
        .sort(),
      ['a card for Ada of Acme', 'a card for Grace of Acme'],
    );
    await refused(start({}, stage.other), 'conflict');
    const status = { action: 'status', batchId: body.batchId };
    await refused(ask(batchProcess, status, by(stage.other)), 'not_found');
    const told = await refused(
      start({ batchId: crypto.randomUUID(), prompt: '[NOBODY]' }),
      'invalid_input',
    );
    assert.deepEqual(told.details, { row: 0, token: 'NOBODY' });
    await refused(
      start({ batchId: crypto.randomUUID(), model: 'openai/gpt-image-1-mini' }),
      'conflict',
    );
  },
  'model-test keeps how a vendor did; a key that fails is a result, no key is none': async (
    stage,
  ) => {
    const check = (body: object) => ask(modelTest, body, by(stage.admin));
    const replicate = await answerOf(check({ modelId: 'replicate/sdxl' }), ModelTestAnswer);
    assert.deepEqual([replicate.success, replicate.answer], [true, 'stability-ai/sdxl']);
    await withSettings({ OPENAI_API_KEY: 'sk_test_wrong' }, async () => {
      const failed = await answerOf(check({ modelId: 'openai/gpt-image-1-mini' }), ModelTestAnswer);
      assert.deepEqual([failed.success, failed.error], [false, 'provider_key_invalid']);
    });
    await withSettings({ REPLICATE_API_TOKEN: undefined }, () =>
      refused(check({ modelId: 'replicate/sdxl' }), 'not_available'),
    );
    const rows = await database(
      stage,
      `model_test_results?select=success&tested_by=eq.${stage.admin.id}`,
    );
    assert.deepEqual(z.array(z.object({ success: z.boolean() })).parse(rows).length, 2);
    await refused(ask(modelTest, { modelId: 'replicate/sdxl' }, by(stage.creator)), 'forbidden');
    await refused(check({ modelId: 'no/such' }), 'not_found');
  },
};
