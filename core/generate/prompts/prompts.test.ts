import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ImageRequest, type ImageRequestInput } from '../../../contract/orders.ts';
import { TemplateFields } from '../../../contract/studio/templates.ts';
import { replaceModels } from '../../library/models.ts';
import { allRows } from '../../library/outbox.ts';
import { DRAFT, sha, testFolder, testLibrary } from '../../library/test-library.ts';
import { silentLog } from '../../system/log.ts';
import { createOrder } from '../create-order.ts';
import { forgetPrompt, keepPrompt, promptHistory } from './prompt-history.ts';
import { readWildcardFiles } from './read-wildcards.ts';
import { readTemplates, writeTemplates } from './template-files.ts';
import {
  createTemplate,
  listTemplates,
  removeTemplate,
  restoreTemplate,
  updateTemplate,
} from './templates.ts';
import { listTokenSets, removeTokenSet, saveTokenSet } from './token-sets.ts';

function studio() {
  const library = testLibrary();
  replaceModels(library.db, [DRAFT]);
  const order = (input: Partial<ImageRequestInput>) =>
    createOrder(
      library.context,
      ImageRequest.parse({ prompt: 'a fox', model: DRAFT.id, ...input }),
    );
  const page = { search: '', favorites: false, offset: 0, limit: 50 };
  const history = (change: Partial<typeof page> = {}) =>
    promptHistory(library.db, { ...page, ...change });
  return { ...library, order, history };
}

const FOX = TemplateFields.parse({
  name: 'Fox',
  category: 'animals',
  preview: sha('a'),
  form: { kind: 'prompt', prompt: 'a [COLOUR] fox', aspectRatio: '16:9', count: 2, seed: 7 },
});

describe('the history of prompts', () => {
  test('is what was sent, each once, the newest first, with how often', () => {
    const { order, history, setTime, db } = studio();
    order({ prompt: 'a fox' });
    setTime('2026-11-21T09:00:00.000Z');
    order({ prompt: 'a lighthouse', negativePrompt: 'people' });
    setTime('2026-11-21T10:00:00.000Z');
    order({ prompt: 'a fox' });
    expect(history()).toMatchObject({
      total: 2,
      items: [
        { prompt: 'a fox', negativePrompt: '', uses: 2, favoriteId: null },
        { prompt: 'a lighthouse', negativePrompt: 'people', uses: 1 },
      ],
    });
    expect(history({ offset: 1, limit: 1 }).items.map(({ prompt }) => prompt)).toEqual([
      'a lighthouse',
    ]);
    // Nothing but the orders themselves goes out.
    expect(new Set(allRows(db).map(({ target }) => target))).toEqual(new Set(['queue-job']));
  });

  test('is searched by all words; what a search may mean elsewhere is text', () => {
    const { order, history } = studio();
    order({ prompt: 'A Fox in 100% snow' });
    order({ prompt: 'a fox in the rain' });
    const found = (search: string) => history({ search }).items.map(({ prompt }) => prompt);
    expect(found('SNOW fox')).toEqual(['A Fox in 100% snow']);
    expect(found('100%')).toEqual(['A Fox in 100% snow']);
    expect(found('f_x')).toEqual([]);
    expect(found("'; drop table orders --")).toEqual([]);
  });

  test('S1: a favourite is a synced row, kept once, and forgotten again', () => {
    const { context, order, history, db } = studio();
    order({ prompt: 'a fox' });
    const { id } = keepPrompt(context, { prompt: 'a fox', negativePrompt: '' });
    expect(keepPrompt(context, { prompt: 'a fox', negativePrompt: '' }).id).toBe(id);
    keepPrompt(context, { prompt: 'never sent', negativePrompt: 'fog' });
    expect(history({ favorites: true }).items).toMatchObject([
      { prompt: 'a fox', favoriteId: id, uses: 1 },
      { prompt: 'never sent', negativePrompt: 'fog', uses: 0 },
    ]);
    expect(allRows(db).filter(({ target }) => target === 'prompts')).toHaveLength(2);
    forgetPrompt(context, id);
    expect(history({ favorites: true }).items.map(({ prompt }) => prompt)).toEqual(['never sent']);
    expect(history().total).toBe(2);
  });
});

test('S1: a token set is made, edited, made the default alone, removed and brought back', () => {
  const { context, db } = studio();
  const tokens = [{ name: 'FIRSTNAME', value: 'Zoé' }];
  const ada = saveTokenSet(context, { name: 'Ada', tokens, isDefault: true });
  const bob = saveTokenSet(context, { name: 'bob', tokens: [], isDefault: true });
  expect(listTokenSets(db, silentLog).map(({ name, isDefault }) => [name, isDefault])).toEqual([
    ['Ada', false],
    ['bob', true],
  ]);
  saveTokenSet(context, { ...bob, name: 'Zed' });
  removeTokenSet(context, ada.id);
  expect(listTokenSets(db, silentLog).map(({ name }) => name)).toEqual(['Zed']);
  expect(saveTokenSet(context, ada)).toMatchObject({ id: ada.id, tokens });
  expect(listTokenSets(db, silentLog)).toHaveLength(2);
});

describe('templates', () => {
  test('S1, S3: one is kept, changed field by field, removed and brought back with its date', () => {
    const { context, db } = studio();
    const made = createTemplate(context, FOX);
    expect(listTemplates(db, silentLog)).toEqual([
      { ...FOX, id: made.id, hidden: null, uses: 0, createdAt: made.createdAt },
    ]);
    updateTemplate(context, made.id, { isPublic: true });
    const gone = removeTemplate(context, made.id);
    expect(listTemplates(db, silentLog)).toEqual([]);
    expect(() => updateTemplate(context, made.id, { name: 'x' })).toThrow(/no such template/);
    expect(restoreTemplate(context, gone)).toEqual({ ...made, isPublic: true });
    expect(restoreTemplate(context, gone)).toEqual({ ...made, isPublic: true });
  });

  test('uses are the orders that name it: no count is written against another machine', () => {
    const { context, db, order } = studio();
    const fox = createTemplate(context, FOX);
    createTemplate(context, { ...FOX, name: 'Ant' });
    expect(listTemplates(db, silentLog).map(({ name }) => name)).toEqual(['Ant', 'Fox']);
    order({ madeWith: { template: fox.id } });
    order({ madeWith: { template: fox.id } });
    expect(listTemplates(db, silentLog).map(({ name, uses }) => [name, uses])).toEqual([
      ['Fox', 2],
      ['Ant', 0],
    ]);
  });

  const MEME = TemplateFields.parse({
    name: '=HYPERLINK("http://x")',
    description: 'two\nlines, "quoted"',
    isPublic: true,
    form: { kind: 'generator', generator: 'meme', values: { top: '-5', list: ['a', 'b'] } },
  });

  test.each(['json', 'csv'] as const)('leave as %s and come back as they were', (as) => {
    const { context } = studio();
    const all = [FOX, MEME].map((fields) => createTemplate(context, fields));
    const text = writeTemplates(all, as);
    const bare = [FOX, MEME].map((fields) => ({ ...fields, preview: null }));
    expect(readTemplates(text)).toEqual({ read: bare, refused: [] });
  });

  test('no cell of the table is a formula', () => {
    const { context } = studio();
    const text = writeTemplates([createTemplate(context, MEME)], 'csv');
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  });

  test('what does not fit is told by its place, and the rest is read', () => {
    const good = { name: 'Good', form: { kind: 'prompt', prompt: 'x' } };
    const bad = [{ name: '', form: good.form }, { name: 'No form' }, 7];
    const text = JSON.stringify({ atelierTemplates: 1, templates: [...bad, good] });
    const { read, refused } = readTemplates(text);
    expect(read.map(({ name }) => name)).toEqual(['Good']);
    expect(refused.map(({ at }) => at)).toEqual([1, 2, 3]);
    expect(readTemplates('name,prompt,count\nA,a fox,99\nB,a fox,\n')).toMatchObject({
      read: [{ name: 'B' }],
      refused: [{ at: 1, reason: expect.stringContaining('form.count') as string }],
    });
  });

  test.each(['', '{', '{"atelierTemplates":2,"templates":[]}', 'a,b\n1,2\n', '[]', '\0\0'])(
    'is refused whole where it is no such file: %j',
    (text) => {
      expect(() => readTemplates(text)).toThrow(/no file of templates/);
    },
  );
});

test('wildcard files are read from their folder, whatever else lies in it', async () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'colours'));
  writeFileSync(join(folder, 'season.txt'), '\ufeffsummer\r\nwinter');
  writeFileSync(join(folder, 'colours', 'warm.txt'), 'red\n');
  writeFileSync(join(folder, 'notes.md'), 'no');
  writeFileSync(join(folder, 'huge.txt'), 'x'.repeat(600_000));
  symlinkSync('/etc/hostname', join(folder, 'link.txt'));
  expect(await readWildcardFiles(folder)).toEqual({
    season: ['summer', 'winter'],
    'colours/warm': ['red', ''],
  });
  expect(await readWildcardFiles(join(folder, 'nowhere'))).toEqual({});
});
