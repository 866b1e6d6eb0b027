import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BatchWish, runBatch } from '../../backend/cli/generate/batch.ts';
import { clientOf } from '../../backend/cli/generate/wait.ts';
import { requestOfForm } from '../../backend/cli/generate/form.ts';
import { runOrder } from '../../backend/cli/generate/order.ts';
import { axesOf } from '../../backend/cli/generate/words.ts';
import { ImageRequest } from '../../contract/orders.ts';
import { createLog } from '../../core/system/log.ts';
import { atelier, firstLine, start, stop } from './run.ts';

interface Answer {
  order: { id: string; status: string };
  assets: {
    id: string;
    path: string;
    width: number;
    height: number;
    mime: string;
    sha256: string;
    seed: number;
    model: string;
  }[];
  credits: { before: number; charged: number; after: number };
}

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

describe('atelier generate', () => {
  test('makes pictures from a prompt, saves them, says what they are, and the same again from the same seed', async () => {
    const order = ['--prompt', 'a lighthouse in the fog, été', '--seed', '41', '--aspect', '16:9'];
    const generate = (...more: string[]) =>
      atelier(['generate', ...order, '--format', 'png', ...more, '--data', data, '--json']);
    const out = join(data, 'out');
    const { code, stdout, stderr } = await generate('--count', '2', '--save', '--out', out);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as Answer;
    expect(answer.order.status).toBe('completed');
    expect(answer.assets.map((asset) => asset.seed)).toEqual([41, 42]);
    expect(answer.credits.after).toBe(answer.credits.before - answer.credits.charged);
    for (const asset of answer.assets) {
      const bytes = await readFile(asset.path);
      expect(dirname(asset.path)).toBe(out);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(asset.sha256);
      expect(await sharp(bytes).metadata()).toMatchObject({
        format: 'png',
        width: asset.width,
        height: asset.height,
      });
      expect(asset.width).toBeGreaterThan(asset.height);
      expect(asset).toMatchObject({ mime: 'image/png', model: 'draft/studio' });
    }

    const again = JSON.parse((await generate()).stdout) as Answer;
    const pixels = async ({ assets: [asset] }: Answer) =>
      sharp(await readFile(asset?.path ?? ''))
        .raw()
        .toBuffer();
    expect(await pixels(again)).toEqual(await pixels(answer));
  }, 120_000);

  test.each([
    ['no prompt', [], 'prompt'],
    ['a prompt that is too long', ['--prompt', 'x'.repeat(10_000)], 'prompt'],
    ['a count out of range', ['--prompt', 'x', '--count', '0'], 'count'],
    ['a count that is no number', ['--prompt', 'x', '--count', '-1'], 'count'],
    ['a seed out of range', ['--prompt', 'x', '--seed', '4294967296'], 'seed'],
    ['an unknown ratio', ['--prompt', 'x', '--aspect', '5:1'], 'aspectRatio'],
    ['an unknown format', ['--prompt', 'x', '--format', 'bmp'], 'format'],
    ['an answer without a form', ['--prompt', 'x', '--field', 'name=Ada'], 'field'],
    ['a prompt beside a form', ['--prompt', 'x', '--generator', 'logo'], 'prompt'],
  ])('%s is refused before anything starts', async (_what, args, field) => {
    const { code, stdout } = await atelier(['generate', ...args, '--data', data]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'invalid_input', details: { field } },
    });
  });

  test('S1: a table and a grid are made once, however often they are run; what came is told row by row', async () => {
    const { openSoloStudio } = await import('../../backend/cli/solo-studio.ts');
    const file = join(data, 'people.csv');
    await writeFile(file, 'who;ratio\nAda;1:1\nBob;7:7\nCy;4:3\n');
    const solo = await openSoloStudio({
      dataDir: data,
      log: createLog({ write: () => undefined }),
    });
    const request = ImageRequest.parse({
      prompt: 'a card for [WHO]',
      model: 'draft/studio',
      quality: 'draft',
    });
    const lines: unknown[] = [];
    const run = (wish: Partial<BatchWish>) =>
      runBatch(solo.studio, {
        request,
        cap: null,
        dryRun: false,
        anew: false,
        save: false,
        deadline: Date.now() + 90_000,
        tell: (line) => lines.push(line),
        ...wish,
      });
    const table = { file, maps: ['ratio=aspectRatio'] };
    try {
      const checked = await run({ table, dryRun: true });
      expect(checked).toMatchObject({ code: 3, answer: { check: { ready: 2, refused: 1 } } });
      const report = join(data, 'report.csv');
      const out = join(data, 'cards');
      const made = await run({ table, report, out });
      const batch = { total: 3, state: 'done', rows: { completed: 2, refused: 1 } };
      expect(made).toMatchObject({ code: 3, answer: { batch } });
      expect(lines).toHaveLength(4);
      expect(lines).toContainEqual({
        row: expect.objectContaining({ line: 2, status: 'completed', prompt: 'a card for Ada' }),
      });
      expect(await readdir(out)).toEqual(['00002-1.webp', '00004-1.webp']);
      expect((await readFile(report, 'utf8')).trim().split(/\r?\n/)).toHaveLength(4);
      const orders = async () =>
        (await clientOf(solo.studio).generate.orders({ active: false, limit: 1 })).total;
      const before = await orders();
      expect(await run({ table })).toEqual(made);
      expect(await orders()).toBe(before);

      const sheet = join(data, 'sheet.png');
      const grid = await run({ axes: axesOf(['who=fox,hen', 'size=256x256,320x256']), sheet });
      expect(grid).toMatchObject({ code: 0, answer: { batch: { total: 4 } } });
      expect(await sharp(sheet).metadata()).toMatchObject({ format: 'png' });
      expect(await orders()).toBe(before + 4);

      const form = (...fields: string[]) =>
        runOrder(
          solo.studio,
          {
            model: 'draft/studio',
            requestOf: (client) =>
              requestOfForm(client, {
                generator: 'logo',
                fields,
                wishes: { model: 'draft/studio', quality: 'draft' },
                seed: 7,
              }),
          },
          { save: false, out: undefined, deadline: Date.now() + 90_000 },
        );
      const logo = await form('name=A = B', 'style=Monogram', 'colour=#ff0000', 'with_name=yes');
      expect(logo).toMatchObject({
        order: { status: 'completed', request: { prompt: expect.stringContaining('"A = B"') } },
        assets: [{ seed: 7, model: 'draft/studio' }],
      });
      expect(logo.order.request.madeWith?.generator).toMatchObject({
        id: 'logo',
        values: { name: 'A = B', style: 'monogram', colour: '#ff0000', with_name: true },
      });
      for (const wrong of ['name', 'nobody=x', 'style=nothing']) {
        await expect(form('name=A', wrong), wrong).rejects.toMatchObject({ code: 'invalid_input' });
      }
      await expect(form()).rejects.toMatchObject({ data: { code: 'invalid_input' } });
      expect(await orders()).toBe(before + 5);
    } finally {
      await solo.close();
    }
  }, 120_000);

  test.each([
    ['a grid without a prompt', ['--grid', 'seed=1,2', '--grid', 'steps=1,2'], 'prompt'],
    ['a dry run of one', ['--prompt', 'x', '--dry-run'], 'dry-run'],
  ])('%s is refused before anything starts too', async (_what, args, field) => {
    const { code, stdout } = await atelier(['generate', ...args, '--data', data]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'invalid_input', details: { field } },
    });
  });

  test('a model that is not there, and one without its key, say so and charge nothing', async () => {
    const unknown = await atelier([
      'generate',
      '--prompt',
      'x',
      '--model',
      'nobody/nothing',
      '--data',
      data,
    ]);
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'model_unavailable' } });
    const keyless = await atelier([
      'generate',
      '--prompt',
      'x',
      '--model',
      'openai/gpt-image-1-mini',
      '--data',
      data,
    ]);
    expect(JSON.parse(keyless.stdout)).toMatchObject({ error: { code: 'provider_key_missing' } });
  });

  test('a second studio on the same data is refused with studio_in_use', async () => {
    const first = start(['host', '--json', '--no-open', '--no-backend', '--data', data]);
    try {
      await firstLine(first);
      const { code, stdout } = await atelier(['generate', '--prompt', 'x', '--data', data]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'studio_in_use' } });
    } finally {
      expect(await stop(first)).toBe(0);
    }
  });
});

describe('atelier', () => {
  test.each([
    [['--help']],
    [['generate', '--help']],
    [['host', '--help']],
    [['backend', '--help']],
    [['worker', '--help']],
  ])('%j explains itself', async (args) => {
    const { code, stdout } = await atelier(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run -s atelier/);
  });

  test('an unknown command or option is refused', async () => {
    expect((await atelier(['nonsense'])).code).toBe(2);
    const { code, stdout } = await atelier(['backend', '--nonsense']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('backend prints its keys first, answers, and ends on SIGTERM with nothing left open', async () => {
    const folder = join(data, 'backend');
    const child = start(['backend', '--json', '--data', folder]);
    const line = await firstLine<{ url: string; anonKey: string; serviceRoleKey: string }>(child);
    expect(Object.keys(line)).toEqual(['url', 'anonKey', 'serviceRoleKey']);
    const health = await fetch(`${line.url}/functions/v1/health`);
    expect(await health.json()).toMatchObject({ ok: true });
    expect(await stop(child)).toBe(0);
    expect(await readdir(folder)).not.toContain('postmaster.pid');
  });

  test('worker says what it misses', async () => {
    const { code, stdout } = await atelier(['worker', '--url', 'http://127.0.0.1:9']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'invalid_input', details: { field: 'key' } },
    });
  });
});
