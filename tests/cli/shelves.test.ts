import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brands } from '../../backend/cli/brands.ts';
import { openLibrary } from '../../backend/cli/studio-client.ts';
import { templates } from '../../backend/cli/templates.ts';
import { DEFAULT_BRAND_LOOK } from '../../contract/brands.ts';

/** Templates and brands by the command line, each command in this process: one studio after the other on one folder. */

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-shelves-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

type Command = typeof templates;

async function run(command: Command, ...args: string[]) {
  const said = { out: '', err: '' };
  const code = await command([...args, '--data', join(root, 'data')], {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
  });
  return { code, ...said };
}

async function asJson(command: Command, ...args: string[]) {
  const { code, out } = await run(command, ...args, '--json');
  return { code, ...(JSON.parse(out) as Record<string, unknown>) };
}

test('templates go out as JSON and CSV and come back; what does not fit is told by its place', async () => {
  const library = await openLibrary(join(root, 'data'));
  const form = { kind: 'prompt', prompt: 'a [WHAT], {red|blue}', negativePrompt: '' } as const;
  const { id } = await library.calls.templates.create({ name: 'First', form });
  await library.calls.templates.create({ name: 'Zweites', form });
  await library.close();

  expect(await asJson(templates, 'list')).toMatchObject({ code: 0, total: 2 });
  const file = join(root, 'one.json');
  expect(await asJson(templates, 'export', file, '--id', id)).toEqual({
    code: 0,
    path: file,
    count: 1,
  });
  const table = join(root, 'all.csv');
  expect(await run(templates, 'export', table)).toMatchObject({ code: 0, err: '' });
  expect((await readFile(table, 'utf8')).trim().split(/\r?\n/)).toHaveLength(3);
  expect(await asJson(templates, 'import', table)).toMatchObject({
    code: 0,
    added: [{ form: { prompt: form.prompt } }, {}],
    refused: [],
  });
  const { templates: listed, ...head } = JSON.parse(await readFile(file, 'utf8')) as {
    templates: object[];
  };
  await writeFile(file, JSON.stringify({ ...head, templates: [{ name: '' }, ...listed] }));
  expect(await asJson(templates, 'import', file)).toMatchObject({
    code: 3,
    added: [{ name: 'First' }],
    refused: [{ at: 1 }],
  });
  expect(await asJson(templates, 'list')).toMatchObject({ total: 5 });
});

test('brands go out and come back; one that is here already stays the only one', async () => {
  const library = await openLibrary(join(root, 'data'));
  const { id } = await library.calls.brands.save({ ...DEFAULT_BRAND_LOOK, name: 'Nord' });
  await library.close();
  const file = join(root, 'brands.json');
  expect(await asJson(brands, 'export', file)).toMatchObject({ code: 0, count: 1 });
  const written = await readFile(file, 'utf8');
  expect(written).not.toContain(id);
  expect(await asJson(brands, 'import', file)).toEqual({
    code: 0,
    added: [],
    known: 1,
    refused: [],
  });
  const { brands: listed, ...head } = JSON.parse(written) as { brands: object[] };
  const more = [
    { ...listed[0], name: 'Süd' },
    { name: 'Ost', titleFont: '../font' },
  ];
  await writeFile(file, JSON.stringify({ ...head, brands: [...listed, ...more] }));
  const { code, out } = await run(brands, 'import', file);
  expect(code).toBe(3);
  expect(out).toMatch(/^1 added, 1 here already\.\nLeft out: number 3: /);
  expect(await asJson(brands, 'list')).toMatchObject({
    items: [{ name: 'Nord' }, { name: 'Süd' }],
    total: 2,
  });
});

test.each([
  ['no file', templates, ['import', '/nowhere/x.json'], 1, 'file_missing'],
  ['no file of templates', templates, ['import', 'HERE'], 1, 'invalid_input'],
  ['another ending', templates, ['export', 'x.txt'], 1, 'invalid_input'],
  ['an id of nobody', brands, ['export', 'x.json', '--id', 'nobody'], 1, 'invalid_input'],
  ['no file of brands', brands, ['import', 'HERE'], 1, 'invalid_input'],
  ['a verb that there is not', brands, ['sing'], 2, 'invalid_input'],
  ['an option that there is not', templates, ['list', '--sing'], 2, 'invalid_input'],
  ['no place', templates, ['export'], 2, 'invalid_input'],
])('%s is said by a code', async (_what, command, args, code, error) => {
  await writeFile(join(root, 'HERE'), 'no, this is none');
  const named = args.map((arg) => (arg === 'HERE' ? join(root, 'HERE') : arg));
  expect(await asJson(command, ...named)).toMatchObject({ code, error: { code: error } });
});

test.each([templates, brands])('it explains itself', async (command) => {
  const { code, out } = await run(command, '--help');
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: npm run -s atelier/);
});
