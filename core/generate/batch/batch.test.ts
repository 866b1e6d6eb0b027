import { describe, expect, test } from 'vitest';
import { type Enqueue, QueueJobBody } from '../../../contract/functions/queue-job.ts';
import { Generator } from '../../../contract/generators.ts';
import { ImageRequest } from '../../../contract/orders.ts';
import { BatchPlan, type BatchPlanInput } from '../../../contract/studio/batch.ts';
import { acknowledge, applyServerRow } from '../../library/apply.ts';
import { replaceModels } from '../../library/models.ts';
import { allRows } from '../../library/outbox.ts';
import { serverRow } from '../../library/server-rows.ts';
import { DRAFT, testLibrary } from '../../library/test-library.ts';
import { orderRefused } from '../end-order.ts';
import { guessColumns } from '../table/map-columns.ts';
import { readTableText } from '../table/read-table.ts';
import { listRows } from './batch-rows.ts';
import { listBatches, removeBatch, reportOf, requireBatch, startBatch } from './batches.ts';
import { checkBatch } from './check-batch.ts';
import { createKeptTables } from './kept-tables.ts';
import { feedBatches, pauseBatch, resumeBatch, retryRows, stopBatch } from './run-batch.ts';

const PEOPLE = 'First name,Ratio,Seed\nAda,1:1,7\nBob,,\nCy,1:1,9\n';

function studio(options: { balance?: number } = {}) {
  const library = testLibrary();
  const { db, context } = library;
  replaceModels(db, [DRAFT]);
  if (options.balance !== undefined) {
    const profile = { id: crypto.randomUUID(), credits_balance: options.balance };
    applyServerRow(db, 'profiles', profile, '1');
  }
  const planOf = (change: Partial<BatchPlanInput> = {}) =>
    BatchPlan.parse({
      tableId: crypto.randomUUID(),
      uses: [
        { kind: 'token', name: 'FIRSTNAME' },
        { kind: 'parameter', parameter: 'aspectRatio' },
        { kind: 'parameter', parameter: 'seed' },
      ],
      prompt: 'a card for [FIRSTNAME]',
      model: DRAFT.id,
      ...change,
    });
  const start = (text = PEOPLE, change: Partial<BatchPlanInput> = {}, spendCap?: number) =>
    startBatch(context, readTableText(text), {
      plan: planOf(change),
      name: 'people',
      spendCap: spendCap ?? null,
    });
  const feedAll = () => {
    while (feedBatches(context));
  };
  const orders = () =>
    allRows(db).flatMap((row) => {
      const body = QueueJobBody.parse(JSON.parse(row.body));
      return body.action === 'enqueue' ? [{ row, body }] : [];
    });
  /** The server takes what was sent and does it, or says why not. */
  const serve = (status: 'completed' | 'failed' | 'queued') => {
    for (const { row, body } of orders()) {
      acknowledge(db, row.seq);
      settle(body, status);
    }
  };
  const settle = (body: Enqueue, status: 'completed' | 'failed' | 'queued') => {
    const done = status === 'completed';
    const order = serverRow(db, 'orders', body.orderId)?.row;
    for (const { jobId } of body.items) {
      const job = serverRow(db, 'jobs', jobId)?.row;
      const error = status === 'failed' ? { code: 'provider_rejected', message: 'no' } : null;
      applyServerRow(db, 'jobs', { ...job, id: jobId, status, error }, '2');
    }
    const ended = status === 'queued' ? 'processing' : status;
    const charged = done ? body.quote : 0;
    applyServerRow(db, 'orders', { ...order, id: body.orderId, status: ended, charged }, '2');
  };
  const rows = (id: string) => listRows(db, id, { offset: 0, limit: 200 });
  return { ...library, planOf, start, feedAll, orders, serve, rows };
}

const many = (count: number) =>
  `name\n${Array.from({ length: count }, (_, nr) => `N${nr}`).join('\n')}\n`;
const NAME = { uses: [{ kind: 'token', name: 'FIRSTNAME' }] } satisfies Partial<BatchPlanInput>;

describe('a batch', () => {
  test('what would come of a plan is told before: price, first rows, problems with their lines', () => {
    const { context, planOf, db } = studio({ balance: 5 });
    const table = readTableText(`${PEOPLE}Di,16:9,x\n`);
    expect(checkBatch(context, table, planOf())).toMatchObject({
      ready: 3,
      refused: 1,
      pictures: 3,
      credits: 6,
      balance: 5,
      affordable: false,
      seconds: null,
      preview: [
        { line: 2, prompt: 'a card for Ada', aspectRatio: '1:1', problems: [] },
        { line: 3, prompt: 'a card for Bob' },
        { line: 4, prompt: 'a card for Cy' },
      ],
      problems: [{ line: 5, column: 'Seed', code: 'not_a_number', name: 'x' }],
    });
    const wide = checkBatch(context, table, planOf({ aspectRatio: '21:9' }));
    expect(wide.problems[0]).toEqual({ line: 3, column: null, code: 'unfit', name: 'aspectRatio' });
    expect(checkBatch(context, table, planOf({ model: 'no/model' })).ready).toBe(0);
    expect(allRows(db)).toEqual([]);
  });

  test('S1: a row is one order under the id that was drawn for it, however often it is fed', () => {
    const { start, feedAll, orders, serve, rows, db } = studio();
    const made = start();
    expect(made).toMatchObject({ state: 'running', total: 3, price: 6, rows: { waiting: 3 } });
    feedAll();
    feedAll();
    const sent = orders().map(({ body }) => [
      body.orderId,
      body.request.prompt,
      body.items[0]?.seed,
    ]);
    expect(sent.map(([, prompt]) => prompt)).toEqual([
      'a card for Ada',
      'a card for Bob',
      'a card for Cy',
    ]);
    expect([sent[0]?.[2], sent[2]?.[2]]).toEqual([7, 9]);
    expect(rows(made.id).items.map(({ orderId }) => orderId)).toEqual(sent.map(([id]) => id));
    serve('completed');
    feedAll();
    expect(orders()).toEqual([]);
    expect(requireBatch(db, made.id)).toMatchObject({ state: 'done', charged: 6 });
  });

  test('S1: under one key it is begun once, and another key begins another', () => {
    const { start, db } = studio();
    const first = start(PEOPLE, { key: 'a' });
    expect(start(PEOPLE, { key: 'a' }).id).toBe(first.id);
    expect(listBatches(db)).toHaveLength(1);
    start(PEOPLE, { key: 'b' });
    start();
    start();
    expect(listBatches(db)).toHaveLength(4);
  });

  test('a form makes the prompts: columns answer its fields, what has no column is answered once for all', () => {
    const { context, planOf, db } = studio();
    const form = Generator.parse({
      id: 'note',
      version: 1,
      category: 'art',
      icon: 'star',
      title: { en: 'Note', fr: 'Note' },
      description: { en: 'A note.', fr: 'Une note.' },
      makes: 'image',
      fields: [
        { kind: 'text', id: 'what', label: { en: 'What', fr: 'Quoi' }, required: true },
        { kind: 'text', id: 'mood', label: { en: 'Mood', fr: 'Humeur' } },
      ],
      prompt: 'a note about [WHAT][?, [MOOD]]',
      order: { aspectRatio: '1:1' },
      example: { en: { what: 'tea' }, fr: { what: 'thé' } },
    });
    const table = readTableText('What,ratio,count\n{tea|milk},1:1,2\n,1:1,\nrain,1:1,\n');
    const uses = guessColumns(table.columns, { generator: form });
    expect(uses[0]).toEqual({ kind: 'field', field: 'what' });
    const generator = { id: 'note', values: { mood: 'calm' } };
    const plan = planOf({ uses, prompt: '', generator });
    expect(checkBatch(context, table, plan, { generator: form })).toMatchObject({
      ready: 2,
      pictures: 3,
      preview: [{}, {}, { prompt: 'a note about rain, calm' }],
      problems: [{ line: 3, column: 'What', code: 'required' }],
    });
    // Without a column for it the field goes by its own words, in both languages.
    const unmapped = planOf({ uses: [{ kind: 'none' }], prompt: '', generator });
    expect(checkBatch(context, table, unmapped, { generator: form }).problems[0]).toEqual({
      line: 2,
      column: null,
      field: { en: 'What', fr: 'Quoi' },
      code: 'required',
    });
    startBatch(context, table, { plan, name: 'notes', spendCap: null, with: { generator: form } });
    const requests = db
      .column<string>('select request from batch_rows where request is not null order by number')
      .map((text) => ImageRequest.parse(JSON.parse(text)));
    expect(requests[0]?.prompts?.toSorted()).toEqual([
      'a note about milk, calm',
      'a note about tea, calm',
    ]);
    expect(requests[1]?.madeWith?.generator).toMatchObject({
      id: 'note',
      values: { what: 'rain', mood: 'calm' },
    });
  });

  test('only some orders are under way at a time, and the next follow', () => {
    const { start, feedAll, orders, serve, db } = studio();
    const { id } = start(many(100), NAME);
    const waves: number[] = [];
    for (feedAll(); orders().length > 0; feedAll()) {
      waves.push(orders().length);
      serve('completed');
    }
    expect(waves).toEqual([40, 40, 20]);
    expect(requireBatch(db, id)).toMatchObject({ state: 'done', rows: { completed: 100 } });
  });

  test('Q8: a paused batch sends nothing and holds what waits; it goes on where it was', () => {
    const { start, feedAll, serve, orders, context, db } = studio();
    const { id } = start(many(60), NAME);
    feedAll();
    serve('queued');
    expect(pauseBatch(context, id)).toMatchObject({ state: 'paused', rests: null });
    feedAll();
    expect(orders()).toEqual([]);
    expect(db.get('select count(*) as n from jobs where pause_reason is not null')).toEqual({
      n: 40,
    });
    expect(resumeBatch(context, id).state).toBe('running');
    expect(db.get('select count(*) as n from jobs where pause_reason is not null')).toEqual({
      n: 0,
    });
  });

  test('L5: it rests before the row that would break its cap, and goes on with another', () => {
    const { start, feedAll, orders, serve, context, db } = studio();
    const { id } = start(PEOPLE, {}, 5);
    feedAll();
    expect(orders()).toHaveLength(2);
    expect(requireBatch(db, id)).toMatchObject({ state: 'paused', rests: 'cap' });
    serve('completed');
    resumeBatch(context, id, 6);
    feedAll();
    serve('completed');
    expect(requireBatch(db, id)).toMatchObject({ state: 'done', charged: 6 });
  });

  test('it rests for want of credits, told here or by the backend; no row is lost', () => {
    const { start, feedAll, orders, context, db } = studio({ balance: 4 });
    const { id } = start();
    feedAll();
    expect(orders()).toHaveLength(2);
    expect(requireBatch(db, id)).toMatchObject({
      state: 'paused',
      rests: 'insufficient_credits',
      rows: { queued: 2, waiting: 1 },
    });
    const [first] = orders();
    if (!first) throw new Error('nothing was sent');
    resumeBatch(context, id);
    orderRefused(context, first.row, { code: 'quota_exceeded', message: 'full' });
    feedAll();
    expect(requireBatch(db, id)).toMatchObject({
      state: 'paused',
      rests: 'quota_exceeded',
      rows: { queued: 1, waiting: 2, failed: 0 },
    });
    expect(listRows(db, id, { offset: 0, limit: 9 }).items[0]?.orderId).not.toBe(
      first.body.orderId,
    );
  });

  test('failed rows are tried again, all or some; those with problems are never run', () => {
    const { start, feedAll, serve, rows, context, orders, db } = studio();
    const { id } = start(`${PEOPLE}Di,9:99,\n`);
    feedAll();
    serve('failed');
    const failed = rows(id).items;
    expect(failed.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'refused']);
    expect(failed[0]?.error?.code).toBe('provider_rejected');
    expect(failed[3]?.problems).toMatchObject([
      { line: 5, column: 'Ratio', code: 'unknown_value' },
    ]);
    retryRows(context, id, [2]);
    expect(requireBatch(db, id).rows).toMatchObject({ failed: 2, queued: 1 });
    retryRows(context, id);
    expect(requireBatch(db, id).rows).toMatchObject({ failed: 0, queued: 3, refused: 1 });
    expect(() => retryRows(context, id)).toThrow('failed');
    expect(orders()).toEqual([]);
    const retried = allRows(db).map(({ body }) => QueueJobBody.parse(JSON.parse(body)).action);
    expect(retried).toEqual(['retry', 'retry', 'retry']);
  });

  test('Q7: one that is stopped sends no more; its rows can be run again, and it can be forgotten', () => {
    const { start, feedAll, orders, rows, context, db } = studio();
    const { id } = start(many(50), NAME);
    feedAll();
    expect(() => removeBatch(context, id)).toThrow('not ended');
    expect(stopBatch(context, id)).toMatchObject({ state: 'stopped', rows: { cancelled: 50 } });
    feedAll();
    expect(orders()).toEqual([]);
    retryRows(context, id, [50]);
    feedAll();
    expect(rows(id).items.filter(({ status }) => status === 'queued').length).toBeGreaterThan(0);
    stopBatch(context, id);
    removeBatch(context, id);
    expect(listBatches(db)).toEqual([]);
  });

  test('what came of it is a table in which no cell is run', () => {
    const { start, feedAll, serve, db } = studio();
    const { id } = start('First name\n=1+1\n@x\n', { ...NAME, prompt: '[FIRSTNAME]' });
    feedAll();
    serve('completed');
    const { columns, rows } = readTableText(reportOf(db, id, () => '/a/b.webp'));
    expect(columns.map(({ name }) => name)).toContain('prompt');
    expect(rows.map(({ cells }) => [cells[0], cells[1], cells[2]])).toEqual([
      ['2', 'completed', "'=1+1"],
      ['3', 'completed', "'@x"],
    ]);
  });

  test.each([
    ['no rows', 'a,b\n', 'cannot be run as it is'],
    ['an open quote', 'a,b\n1,"2\n', 'cannot be run as it is'],
    ['more than 10,000 rows', many(10_001), 'cannot be run as it is'],
    ['no row that can be run', 'First name,Ratio,Seed\nAda,7:7,\n', 'No row'],
  ])('%s: nothing is begun', (_name, text, message) => {
    const { start, db } = studio();
    expect(() => start(text)).toThrow(message);
    expect(listBatches(db)).toEqual([]);
  });
});

test('tables are kept until others come after them', async () => {
  const tables = createKeptTables();
  async function* bytes(text: string) {
    yield new TextEncoder().encode(text);
  }
  const first = await tables.read(bytes('Prénom;Modèle\nZoé;x\n'));
  expect(first).toMatchObject({
    delimiter: ';',
    rows: 1,
    sample: [['Zoé', 'x']],
    columns: [{ use: { kind: 'token', name: 'FIRSTNAME' } }, { use: { parameter: 'model' } }],
  });
  expect(tables.require(first.id).rows).toHaveLength(1);
  for (const text of ['a\n1', 'b\n1', 'c\n1']) await tables.read(bytes(text));
  expect(() => tables.require(first.id)).toThrow('not in memory');
  await expect(tables.read(bytes(''))).rejects.toMatchObject({ code: 'file_empty' });
});
