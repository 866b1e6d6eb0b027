import { expect, test } from 'vitest';
import { type ModelCapabilities, QUALITIES } from '../../../contract/models.ts';
import { ImageRequest } from '../../../contract/orders.ts';
import { GridPlan, type GridPlanInput } from '../../../contract/studio/batch.ts';
import { replaceModels } from '../../library/models.ts';
import { DRAFT, testLibrary } from '../../library/test-library.ts';
import { listRows } from './batch-rows.ts';
import { removeBatch, requireBatch, startBatch } from './batches.ts';
import { checkBatch } from './check-batch.ts';
import { gridTable } from './grid-table.ts';
import { feedBatches, stopBatch } from './run-batch.ts';

const AXES: GridPlanInput['axes'] = [
  { use: { kind: 'parameter', parameter: 'quality' }, values: ['draft', 'high'] },
  { use: { kind: 'token', name: 'ANIMAL' }, values: ['fox', 'hen', 'owl'] },
  { use: { kind: 'parameter', parameter: 'seed' }, values: ['1', '2'] },
];

function studio(can: Partial<ModelCapabilities> = {}) {
  const { db, context } = testLibrary();
  const steps = { min: 1, max: 30, default: 20, step: 1 };
  const model = {
    ...DRAFT,
    capabilities: {
      ...DRAFT.capabilities,
      qualities: [...QUALITIES],
      sizes: { '1:1': { width: 64, height: 64 }, '16:9': { width: 128, height: 72 } },
      parameters: { steps },
      ...can,
    },
    prices: { draft: 0, standard: 0, high: 0 },
  };
  replaceModels(db, [model]);
  const planned = (input: Partial<GridPlanInput>) =>
    gridTable(GridPlan.parse({ model: DRAFT.id, prompt: 'a [ANIMAL]', axes: AXES, ...input }));
  const started = (input: Partial<GridPlanInput> = {}) => {
    const { table, plan } = planned(input);
    return startBatch(context, table, { plan, name: 'grid', spendCap: null });
  };
  const cells = (id: string) => listRows(db, id, { offset: 0, limit: 200 }).items;
  return { db, context, planned, started, cells };
}

test('a grid is a batch of its cells: page by page, row by row, each ordered under an id drawn before', () => {
  const { db, context, started, cells } = studio();
  const { id, total, axes } = started();
  expect([total, axes]).toEqual([12, AXES]);
  const requests = db
    .column<string>('select request from batch_rows where batch_id = ? order by number', id)
    .map((text) => JSON.parse(text) as { prompt: string; quality: string; seed: number });
  expect(requests.map(({ prompt, quality, seed }) => `${prompt} ${quality} ${seed}`)).toEqual(
    [1, 2].flatMap((seed) =>
      ['fox', 'hen', 'owl'].flatMap((animal) =>
        ['draft', 'high'].map((quality) => `a ${animal} ${quality} ${seed}`),
      ),
    ),
  );
  const drawn = cells(id).map(({ orderId }) => orderId);
  feedBatches(context);
  feedBatches(context);
  expect(db.column<string>('select id from orders order by id')).toEqual(drawn.toSorted());
  stopBatch(context, id);
  expect(requireBatch(db, id).axes).toEqual(AXES);
  removeBatch(context, id);
});

test('numbers that the model takes are axes; a value that it does not take is a cell that is left out', () => {
  const { context, planned, started, db } = studio();
  const { axes } = GridPlan.parse({
    model: DRAFT.id,
    prompt: 'a fox',
    axes: [
      { use: { kind: 'parameter', parameter: 'steps' }, values: ['4', '20', '50'] },
      { use: { kind: 'parameter', parameter: 'aspectRatio' }, values: ['1:1', '16:9'] },
    ],
  });
  const { table, plan } = planned({ axes, prompt: 'a fox' });
  const check = checkBatch(context, table, plan);
  expect([check.ready, check.refused, check.pictures]).toEqual([4, 2, 4]);
  expect(check.problems[0]).toMatchObject({ line: 3, code: 'unfit', name: 'steps' });
  started({ axes, prompt: 'a fox' });
  const steps = db.column<number>(
    "select json_extract(request, '$.steps') from batch_rows where request is not null order by number",
  );
  expect(steps).toEqual([4, 20, 4, 20]);
});

test('strength, size, a LoRA and its scale are axes, of what all cells begin with', () => {
  const { context, planned, started, db } = studio({
    sourceModes: ['vary'],
    maxLoras: 1,
    customSize: { min: 64, max: 512, step: 8 },
    parameters: { strength: { min: 0.2, max: 1, default: 0.5, step: 0.05 } },
  });
  const axis = (parameter: 'strength' | 'size' | 'lora' | 'loraScale', ...values: string[]) => ({
    use: { kind: 'parameter' as const, parameter },
    values,
  });
  const image = 'a'.repeat(64);
  const requests = (input: Partial<GridPlanInput>) => {
    const { id } = started({ prompt: 'a fox', ...input });
    return db
      .column<string | null>(
        'select request from batch_rows where batch_id = ? order by number',
        id,
      )
      .map((text) => text && ImageRequest.parse(JSON.parse(text)));
  };
  const sized = requests({
    source: { image, mode: 'vary' },
    axes: [axis('strength', '0.3', '0,9', '0.1'), axis('size', '128x64', '64 × 128', '60x60')],
  });
  expect(sized.map((one) => one && [one.source?.strength, one.size?.width])).toEqual([
    [0.3, 128],
    [0.9, 128],
    null,
    [0.3, 64],
    [0.9, 64],
    null,
    null,
    null,
    null,
  ]);
  const laid = requests({
    axes: [axis('lora', 'a/one', 'a/two:0.5', 'none'), axis('loraScale', '0.8', '-1')],
  });
  expect(laid.map((one) => one && one.loras?.[0])).toEqual([
    { id: 'a/one', scale: 0.8 },
    { id: 'a/two', scale: 0.8 },
    undefined,
    { id: 'a/one', scale: -1 },
    { id: 'a/two', scale: -1 },
    undefined,
  ]);
  const seeds = {
    use: { kind: 'parameter' as const, parameter: 'seed' as const },
    values: ['1', '2'],
  };
  const scaled = requests({ loras: [{ id: 'b' }], axes: [axis('loraScale', '0.5', '1'), seeds] });
  expect(scaled.map((one) => one && one.loras)).toContainEqual([{ id: 'b', scale: 0.5 }]);
  const bare = (parameter: 'strength' | 'loraScale') => {
    const { table, plan } = planned({
      prompt: 'a fox',
      axes: [axis(parameter, '0.5', '1'), seeds],
    });
    return checkBatch(context, table, plan).problems[0]?.code;
  };
  expect([bare('strength'), bare('loraScale')]).toEqual(['source_missing', 'lora_missing']);
});

test('cells differ by their axes alone: one seed for all, variants drawn once', () => {
  const { db, started } = studio();
  started({ prompt: 'a {red|blue|green|white|black} [ANIMAL]', seed: 7, axes: AXES.slice(0, 2) });
  const colours = db.column<string>("select json_extract(request, '$.prompt') from batch_rows");
  expect(new Set(colours.map((text) => text.split(' ')[1])).size).toBe(1);
  const seeds = db.column<number>(
    "select distinct json_extract(request, '$.seed') from batch_rows",
  );
  expect(seeds).toEqual([7]);
});

test('a grid of one axis, of too many cells, or with an axis twice is refused', () => {
  const plan = { model: DRAFT.id, prompt: 'a fox' };
  const numbers = Array.from({ length: 20 }, (_, nr) => `${nr + 1}`);
  const axis = (parameter: 'seed' | 'steps', values = numbers) => ({
    use: { kind: 'parameter' as const, parameter },
    values,
  });
  for (const axes of [
    [axis('seed')],
    [axis('seed'), axis('steps')],
    [axis('seed', ['1', '2']), axis('seed', ['3', '4'])],
    [axis('seed', ['1', '1']), axis('steps', ['3', '4'])],
  ]) {
    expect(GridPlan.safeParse({ ...plan, axes }).success).toBe(false);
  }
});
