import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AtelierError } from '../../../contract/errors.ts';
import { previewGenerator } from '../../../contract/generator-prompt.ts';
import type { FieldValues, Generator } from '../../../contract/generators.ts';
import { Model } from '../../../contract/models.ts';
import { MAX_PROMPT_LENGTH } from '../../../contract/recipe.ts';
import { findTokens } from '../../../contract/tokens/fill.ts';
import { replaceModels } from '../../library/models.ts';
import { DRAFT, testFolder, testLibrary } from '../../library/test-library.ts';
import { createLog } from '../../system/log.ts';
import { resourcesFolder } from '../../system/resources.ts';
import { createOrder } from '../create-order.ts';
import { openGenerators } from './generator-shelf.ts';
import { turnSeed } from '../../../contract/tokens/draw-each.ts';
import { orderFromGenerator } from './order-from-generator.ts';
import { readGenerators } from './read-generators.ts';

const FOLDER = resourcesFolder('generators');
const NONE = { tokens: [], seed: 0 };
const byId = new Map<string, Generator>();

beforeAll(async () => {
  const shelf = await readGenerators([{ path: FOLDER, source: 'built_in' }]);
  for (const generator of shelf.generators) byId.set(generator.id, generator);
});

function generator(id: string): Generator {
  const found = byId.get(id);
  if (!found) throw new Error(`no generator ${id}`);
  return found;
}

/** A small one, as a creator would write it. */
function note(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'note',
    version: 1,
    category: 'fun',
    icon: 'star',
    title: { en: 'Note', fr: 'Note' },
    description: { en: 'A note.', fr: 'Une note.' },
    makes: 'image',
    fields: [{ kind: 'text', id: 'what', label: { en: 'What', fr: 'Quoi' }, required: true }],
    prompt: 'a note about [WHAT]',
    order: { aspectRatio: '1:1' },
    example: { en: { what: 'tea' }, fr: { what: 'thé' } },
    ...changes,
  };
}

describe('the generators of the program', () => {
  const asked =
    'ai-image action-figure hand-painted-animation cartoon-style meme avatar logo sticker product-shot poster book-cover album-cover greeting-card colouring-page pixel-art comic-panel pattern wallpaper interior fashion-look isometric-icon trading-card profile-banner';

  test('are all there, none is refused, and each file has its id for a name', async () => {
    expect([...byId.keys()].toSorted()).toEqual(asked.split(' ').toSorted());
    const files = await readdir(FOLDER);
    expect(files.map((file) => file.replace('.json', '')).toSorted()).toEqual(
      asked.split(' ').toSorted(),
    );
  });

  test.each(asked.split(' '))('%s makes a prompt from its example in both languages', (id) => {
    for (const language of ['en', 'fr'] as const) {
      const values = generator(id).example[language];
      const preview = previewGenerator(generator(id), values, NONE);
      expect(preview.problems).toEqual([]);
      for (const text of [
        preview.prompt,
        preview.negative,
        ...preview.overlay.map((o) => o.text),
      ]) {
        expect(findTokens(text)).toEqual([]);
        expect(text).not.toMatch(/\[\?|\{|\}| {2}|,\s*,|\s[,.]|undefined/);
      }
      expect(preview.prompt.length).toBeGreaterThan(80);
      expect(preview.prompt.length).toBeLessThan(MAX_PROMPT_LENGTH);
      // Every word of the creator's own is somewhere.
      const written = preview.overlay.map((one) => one.text).concat(preview.prompt);
      for (const { id: field, kind } of generator(id).fields) {
        const value = values[field];
        if (kind !== 'text' && kind !== 'textarea') continue;
        if (typeof value === 'string') expect(written.join('\n')).toContain(value);
      }
    }
  });

  test.each(asked.split(' '))('%s makes clean prompts of every choice it has', (id) => {
    const { fields, example } = generator(id);
    for (const field of fields) {
      if (field.kind !== 'choice') continue;
      for (const option of field.options) {
        const values: FieldValues = { ...example.en, [field.id]: option.id };
        const { prompt, compose } = previewGenerator(generator(id), values, NONE);
        if (compose) continue;
        expect(prompt).not.toMatch(/\[|\]|\{|\}| {2}|,\s*,|^,|,$/);
      }
    }
  });

  test.each(asked.split(' '))('%s needs what it requires, and no more', (id) => {
    const { fields, example } = generator(id);
    const required = fields.filter((field) => field.required).map((field) => field.id);
    const bare: FieldValues = Object.fromEntries(
      Object.entries(example.en).filter(([name]) => required.includes(name)),
    );
    const preview = previewGenerator(generator(id), bare, NONE);
    expect(preview.problems).toEqual([]);
    expect(preview.prompt).not.toMatch(/\[|\]|\{|\}| {2}|,\s*,|\s[,.]|""/);
    for (const name of required) {
      const { [name]: _left, ...others } = bare;
      const { problems } = previewGenerator(generator(id), others, NONE);
      const isNeeded = Object.hasOwn(example.en, name);
      if (isNeeded) expect(problems).toContainEqual({ field: name, code: 'required' });
    }
  });

  test.each(asked.split(' '))('%s is put in two languages throughout', (id) => {
    const { title, description, fields } = generator(id);
    expect(description.en).not.toBe(description.fr);
    expect(title.fr.length).toBeGreaterThan(2);
    for (const { help } of fields) if (help) expect(help.en).not.toBe(help.fr);
  });

  test('an action figure takes the person from the tokens, its colours by name and its style by choice', () => {
    const tokens = [
      { name: 'FirstName', value: 'Ada' },
      { name: 'LASTNAME', value: 'Lovelace' },
      { name: 'COMPANY', value: 'Engines [JOBTITLE] {a|b}' },
    ];
    const styles = generator('action-figure').fields.find(({ id }) => id === 'style');
    expect(styles?.kind === 'choice' && styles.options.length).toBe(6);
    const values = { primary_colour: '#0b8a5a', accessories: ['a hat', '[FIRSTNAME]’s notes'] };
    const { prompt, problems } = previewGenerator(generator('action-figure'), values, {
      tokens,
      seed: 1,
    });
    expect(prompt).toContain('figure of Ada Lovelace at Engines [JOBTITLE] {a|b}, sealed');
    expect(prompt).toContain('emerald green and white with amber accents');
    expect(prompt).toContain('accessories: a hat and Ada’s notes.');
    expect(problems).toEqual([{ field: 'company', code: 'nested_token', name: 'COMPANY' }]);
  });

  test('a meme of one’s own picture generates nothing, and lays the texts on it', () => {
    const sha256 = 'a'.repeat(64);
    const values = { source: 'own', picture: { sha256 }, top: 'One', scene: 'not shown' };
    const preview = previewGenerator(generator('meme'), values, NONE);
    expect(preview).toMatchObject({ prompt: '', compose: { sha256 }, problems: [] });
    expect(preview.shown).toEqual(['source', 'picture', 'top', 'bottom']);
    const order = orderFromGenerator(generator('meme'), () => preview, { wishes: {}, models: [] });
    expect(order).toEqual({
      kind: 'compose',
      picture: sha256,
      overlay: [{ text: 'One', position: 'top', look: 'meme' }],
    });
    expect(previewGenerator(generator('meme'), { source: 'own' }, NONE).problems).toContainEqual({
      field: 'picture',
      code: 'required',
    });
  });
});

describe('answers that do not fit', () => {
  const figure = () => generator('action-figure');
  const name = { name: 'Ada' };

  test.each<[string, FieldValues, string, string]>([
    ['too long', { name: 'x'.repeat(61) }, 'name', 'too_long'],
    ['no option', { ...name, style: '__proto__' }, 'style', 'not_an_option'],
    ['another kind', { ...name, style: 4 }, 'style', 'wrong_kind'],
    ['no colour', { ...name, accent_colour: 'red' }, 'accent_colour', 'wrong_kind'],
    ['too many', { ...name, accessories: Array(7).fill('hat') }, 'accessories', 'too_many'],
    ['a missing token', { ...name, motto: 'for [CITY]' }, 'motto', 'missing_token'],
    ['an unknown wildcard', { ...name, motto: '__city__' }, 'motto', 'unknown_wildcard'],
    ['an open brace', { ...name, motto: '{a|b' }, 'motto', 'unclosed'],
    ['no field', { ...name, toString: 'x' }, 'toString', 'unknown_field'],
    ['blank', { name: '  ' }, 'name', 'required'],
    ['no number', { name: 'Ada', appearance: Number.NaN }, 'appearance', 'wrong_kind'],
  ])('%s is told by field', (_what, values, field, code) => {
    const { problems } = previewGenerator(figure(), values, NONE);
    expect(problems).toContainEqual(expect.objectContaining({ field, code }));
  });

  test('a number out of its range is told', () => {
    const values = { ...generator('trading-card').example.en, power: 101 };
    const { problems } = previewGenerator(generator('trading-card'), values, NONE);
    expect(problems).toEqual([{ field: 'power', code: 'out_of_range' }]);
  });

  test('answers cannot reach into the template', () => {
    const values = { name: '[STYLE] [?x] \\[COMPANY\\]', company: 'C' };
    const { prompt, problems } = previewGenerator(figure(), values, NONE);
    expect(prompt).toContain('figure of [STYLE] x [COMPANY] at C');
    expect(problems).toEqual([{ field: 'name', code: 'missing_token', name: 'STYLE' }]);
  });

  test('variants in an answer follow the seed', () => {
    const values = { subject: 'a {red|green|blue|white|black} kite over __place__' };
    const wildcards = { place: ['Paris', 'Oslo'] };
    const of = (seed: number) =>
      previewGenerator(generator('ai-image'), values, { tokens: [], seed, wildcards }).prompt;
    expect(of(3)).toBe(of(3));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => of(seed))).size).toBeGreaterThan(4);
  });
});

describe('an order', () => {
  const SKETCHER = Model.parse({
    ...DRAFT,
    capabilities: {
      ...DRAFT.capabilities,
      sizes: { '1:1': { width: 512, height: 512 }, '16:9': { width: 912, height: 512 } },
      negativePrompt: false,
    },
  });
  const PAINTER = Model.parse({
    ...DRAFT,
    id: 'replicate/painter',
    provider: 'replicate',
    isAi: true,
    position: 5,
    capabilities: {
      ...DRAFT.capabilities,
      sizes: { '1:1': { width: 1024, height: 1024 }, '3:2': { width: 1200, height: 800 } },
      qualities: ['standard'],
      formats: ['png'],
      negativePrompt: true,
      maxCount: 2,
    },
  });
  const order = (
    id: string,
    given: Partial<Parameters<typeof orderFromGenerator>[2]> = {},
    values = generator(id).example.en,
  ) =>
    orderFromGenerator(generator(id), () => previewGenerator(generator(id), values, NONE), {
      wishes: {},
      models: [SKETCHER, PAINTER],
      ...given,
    });

  test.each(['en', 'fr'] as const)('of every example in %s is one that is taken', (language) => {
    const library = testLibrary({ lacksKey: () => false });
    replaceModels(library.db, [DRAFT]);
    for (const one of byId.values()) {
      const made = order(one.id, { models: [DRAFT] }, one.example[language]);
      if (made.kind !== 'generate') throw new Error(`${one.id} makes no picture`);
      const placed = createOrder(library.context, made.request);
      expect(placed.request).toEqual(made.request);
      expect(placed.jobs).toHaveLength(one.order.count);
    }
  });

  test('draws what a field leaves open for each picture, and once where a text on all of them holds it', () => {
    const ordered = (id: string, field: string) => {
      const form = generator(id);
      const values = { ...form.example.en, [field]: '{fox|hen|owl|elk}' };
      const made = orderFromGenerator(
        form,
        (turn) => previewGenerator(form, values, { tokens: [], seed: turnSeed(3, turn) }),
        { wishes: { count: 4 }, models: [DRAFT] },
      );
      if (made.kind !== 'generate') throw new Error(`${id} makes no picture`);
      return made.request;
    };
    const open = ordered('ai-image', 'subject');
    expect(new Set(open.prompts).size).toBe(4);
    expect(open.prompt).toBe(open.prompts?.[0]);
    expect(order('ai-image', { wishes: { count: 4 }, models: [DRAFT] })).not.toHaveProperty(
      'request.prompts',
    );
  });

  test('takes the model that does most of what the generator likes', () => {
    expect(order('logo')).toMatchObject({
      kind: 'generate',
      request: { model: 'replicate/painter', aspectRatio: '1:1', format: 'png' },
      adjusted: [],
    });
    // Its own shape counts more than any wish.
    expect(order('wallpaper')).toMatchObject({ request: { model: DRAFT.id } });
  });

  test('brings what a model cannot do to the nearest, and tells', () => {
    const wishes = { model: 'replicate/painter', count: 4 };
    expect(order('wallpaper', { wishes })).toMatchObject({
      request: { aspectRatio: '3:2', quality: 'standard', format: 'png', count: 2 },
      adjusted: ['aspectRatio', 'quality', 'format', 'count'],
    });
    const dropped = order('logo', { wishes: { model: DRAFT.id }, pictureSeed: 7 });
    expect(dropped).toMatchObject({ request: { seed: 7 }, adjusted: ['negativePrompt'] });
    expect(dropped).not.toHaveProperty('request.negativePrompt');
  });

  test('a photo is what the model goes by; one that takes none says so', () => {
    const photo = { sha256: 'a'.repeat(64) };
    const values = { ...generator('avatar').example.en, photo };
    const models = [0, 2].map((maxReferences) => ({
      ...DRAFT,
      capabilities: { ...DRAFT.capabilities, maxReferences },
    }));
    const [none, some] = models.map((model) => order('avatar', { models: [model] }, values));
    expect(some).toMatchObject({ request: { references: [photo.sha256] } });
    expect(some).toMatchObject({ adjusted: [] });
    expect(none).toMatchObject({ adjusted: ['references'] });
    expect(none).not.toHaveProperty('request.references');
  });

  test.each([
    ['a form that is not ready', () => order('logo', {}, {}), 'invalid_input'],
    [
      'a model that is not here',
      () => order('logo', { wishes: { model: 'no/one' } }),
      'model_unavailable',
    ],
    ['no model at all', () => order('logo', { models: [] }), 'model_unavailable'],
    [
      'a carousel',
      () =>
        orderFromGenerator(
          { ...generator('logo'), makes: 'carousel' },
          () => previewGenerator(generator('logo'), generator('logo').example.en, NONE),
          { wishes: {}, models: [DRAFT] },
        ),
      'not_available',
    ],
  ])('%s is a typed error', (_what, run, code) => {
    expect(run).toThrow(AtelierError);
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});

describe('a folder of generators', () => {
  async function folder(files: Record<string, string>): Promise<string> {
    const path = join(testFolder(), 'generators');
    await mkdir(path, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
    return path;
  }

  test('one that works is there beside those that are refused with their reasons', async () => {
    const json = (changes: Record<string, unknown>) => JSON.stringify(note(changes));
    const field = { kind: 'text', id: 'what', label: { en: 'a', fr: 'b' } };
    const own = await folder({
      'a-good.json': json({}),
      'b-twin.json': json({}),
      'c-broken.json': '{"id": ',
      'd-deep.json': '['.repeat(50_000),
      'e-large.json': json({ prompt: 'x'.repeat(200_000) }),
      'f-proto.json': `{"__proto__": {"x": 1}, ${json({ id: 'f' }).slice(1)}`,
      'g-code.json': json({ id: 'g', script: 'alert(1)' }),
      'h-token.json': json({ id: 'h', prompt: 'a [THING] of [WHAT]' }),
      'i-open.json': json({ id: 'i', prompt: 'a {[WHAT]' }),
      'j-example.json': json({ id: 'j', example: { en: {}, fr: { what: 'x' } } }),
      'k-twice.json': json({ id: 'k', fields: [field, field] }),
      'l-language.json': json({ id: 'l', title: { en: 'Only English' } }),
      'm-binary.json': '\u0000\u0001',
      'n-list.json': '[]',
      'o-when.json': json({
        id: 'o',
        fields: [{ ...field, showWhen: { field: 'later', filled: true } }],
      }),
      'p-taken.json': json({ id: 'logo' }),
      'notes.txt': 'not looked at',
    });
    await writeFile(join(own, 'q-encoding.json'), new Uint8Array([0xff, 0xfe, 0x7b, 0x00]));
    await symlink('/etc/hostname', join(own, 'r-link.json'));
    await mkdir(join(own, 's-folder.json'));
    const shelf = await readGenerators([
      { path: FOLDER, source: 'built_in' },
      { path: own, source: 'own' },
    ]);
    expect(shelf.generators.filter(({ source }) => source === 'own').map(({ id }) => id)).toEqual([
      'note',
    ]);
    expect(shelf.generators).toHaveLength(byId.size + 1);
    const reasons = Object.fromEntries(
      shelf.refused.map((one) => [one.file.slice(0, 1), one.reasons.join('; ')]),
    );
    expect(reasons).toMatchObject({
      b: 'its id note is taken by a-good.json',
      c: expect.stringContaining('JSON'),
      d: expect.any(String),
      e: 'it is larger than 131072 bytes',
      f: expect.stringContaining('__proto__'),
      g: expect.stringContaining('script'),
      h: '[THING] is no field',
      i: expect.stringContaining('unclosed'),
      j: 'example.en: what is required',
      k: 'two fields are called what',
      l: expect.stringContaining('title.fr'),
      m: expect.any(String),
      n: expect.any(String),
      o: 'what depends on later, which is not before it',
      p: 'its id logo is taken by logo.json',
      q: expect.any(String),
    });
    expect(Object.keys(reasons).toSorted().join('')).toBe('bcdefghijklmnopq');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('a folder that is not there holds nothing', async () => {
    const path = join(testFolder(), 'nowhere');
    expect(await readGenerators([{ path, source: 'own' }])).toEqual({
      generators: [],
      refused: [],
    });
  });

  test('one that is added or mended later is found, and what is refused is logged once', async () => {
    const path = await folder({ 'bad.json': '{' });
    const lines: string[] = [];
    const log = createLog({ write: (line) => void lines.push(line) });
    const generators = openGenerators([{ path, source: 'own' }], log);
    await expect(generators.require('note')).rejects.toMatchObject({ code: 'not_found' });
    await writeFile(join(path, 'bad.json'), JSON.stringify(note()));
    await writeFile(join(path, 'worse.json'), '{');
    expect((await generators.require('note')).id).toBe('note');
    await generators.list();
    expect(lines.map((line) => (JSON.parse(line) as { file: string }).file)).toEqual([
      'bad.json',
      'worse.json',
    ]);
  });
});
