import { describe, expect, it } from 'vitest';
import { ASPECT_RATIOS } from '../../../contract/models.ts';
import { misfit } from '../../../contract/misfit.ts';
import { ImageRequest } from '../../../contract/orders.ts';
import { EMPTY_DRAFT, type PromptDraft } from '../../state/prompt.ts';
import {
  chooseModel,
  estimateOf,
  formOf,
  problemsOf,
  remainingOf,
  requestOf,
  variantsPrice,
} from './form.ts';
import { aModel } from '../testing/models.ts';

const SQUARE = { width: 1024, height: 1024 };

const model = ({ can, ...fields }: Parameters<typeof aModel>[0] = {}) =>
  aModel({
    can: {
      sizes: { '1:1': SQUARE, '3:2': SQUARE, '2:3': SQUARE },
      qualities: ['standard', 'high'],
      formats: ['webp', 'png'],
      ...can,
    },
    prices: { standard: 2, high: 5 },
    ...fields,
  });

const draft = (patch: Partial<PromptDraft> = {}): PromptDraft => ({ ...EMPTY_DRAFT, ...patch });

describe('chooseModel', () => {
  const keyless = model({ id: 'draft/a', position: 2 });
  const locked = model({ id: 'openai/b', position: 0, keyMissing: true });
  const off = model({ id: 'draft/c', position: 1, enabled: false });

  it('starts with the first model that needs nothing, whatever stands before it', () => {
    expect(chooseModel([locked, off, keyless], null)?.id).toBe('draft/a');
  });

  it('keeps the wished one even without its key, so that the bar can say what is missing', () => {
    expect(chooseModel([locked, keyless], 'openai/b')?.id).toBe('openai/b');
  });

  it('never offers a model that was switched off, and falls back to one that is there', () => {
    expect(chooseModel([locked, off, keyless], 'draft/c')?.id).toBe('draft/a');
    expect(chooseModel([], 'draft/c')).toBeUndefined();
  });
});

describe('formOf', () => {
  it('offers what the model can, in the order of the contract', () => {
    const form = formOf(draft(), model());
    expect(form.ratios).toEqual(['1:1', '3:2', '2:3']);
    expect(form.qualities).toEqual(['standard', 'high']);
    expect(form.maxCount).toBe(4);
  });

  it('does not offer a quality that has no price', () => {
    const form = formOf(draft({ quality: 'high' }), model({ prices: { standard: 2 } }));
    expect(form.qualities).toEqual(['standard']);
    expect(form.quality).toBe('standard');
  });

  it.each([
    ['16:9', '3:2'],
    ['21:9', '3:2'],
    ['9:16', '2:3'],
    ['3:4', '2:3'],
    ['1:1', '1:1'],
  ] as const)('shows a wish of %s as %s, the nearest shape there is', (wished, shown) => {
    expect(formOf(draft({ aspectRatio: wished }), model()).aspectRatio).toBe(shown);
  });

  it('keeps the count within the model, without touching the wish', () => {
    const wish = draft({ count: 9 });
    expect(formOf(wish, model()).count).toBe(4);
    expect(formOf(wish, model({ can: { maxCount: 10 } })).count).toBe(9);
    expect(formOf(draft({ count: 0 }), model()).count).toBe(1);
  });

  it('never lets a prompt be longer than any recipe may be', () => {
    expect(formOf(draft(), model({ can: { maxPromptLength: 32_000 } })).maxPrompt).toBe(2_000);
  });
});

describe('problemsOf', () => {
  const form = formOf(draft(), model());

  it('finds nothing in a good prompt', () => {
    expect(problemsOf(draft(), 'A lighthouse', form)).toEqual([]);
  });

  it.each(['', '   ', '\n\t', '\u0000'])('calls %j empty, as the studio would', (prompt) => {
    expect(problemsOf(draft(), prompt, form)).toMatchObject([{ field: 'prompt', kind: 'empty' }]);
  });

  it('counts after cleaning: spaces around the text cost nothing', () => {
    expect(problemsOf(draft(), ` ${'x'.repeat(100)}\r\n`, form)).toEqual([]);
    expect(problemsOf(draft(), 'x'.repeat(101), form)).toMatchObject([
      { field: 'prompt', kind: 'too_long', max: 100 },
    ]);
    expect(problemsOf(draft(), 'x'.repeat(10_000), form)).toMatchObject([{ kind: 'too_long' }]);
  });

  it('looks at seed and negative prompt only where the model has them', () => {
    const wrong = draft({ seed: '-1', negativePrompt: 'y'.repeat(2_001) });
    expect(problemsOf(wrong, 'A', form).map(({ field }) => field)).toEqual([
      'seed',
      'negativePrompt',
    ]);
    const plain = formOf(wrong, model({ can: { seed: false, negativePrompt: false } }));
    expect(problemsOf(wrong, 'A', plain)).toEqual([]);
  });
});

describe('requestOf', () => {
  it('makes requests that fit their model, for every ratio that can be wished', () => {
    const offered = model();
    for (const aspectRatio of ASPECT_RATIOS) {
      const wish = draft({ aspectRatio, count: 10, seed: '7' });
      const form = formOf(wish, offered);
      const request = ImageRequest.parse(requestOf(wish, ['A lighthouse'], offered, form));
      expect(misfit(request, offered)).toBeUndefined();
      expect(request.seed).toBe(7);
    }
  });

  it('leaves out a random seed, an empty negative prompt, and what the model cannot do', () => {
    const offered = model({ can: { seed: false, negativePrompt: false } });
    const wish = draft({ seed: '7', negativePrompt: 'fog' });
    const request = requestOf(wish, ['A'], offered, formOf(wish, offered));
    expect(request).not.toHaveProperty('seed');
    expect(request).not.toHaveProperty('negativePrompt');
    const bare = draft({ seed: '', negativePrompt: '  ' });
    const other = requestOf(bare, ['A'], model(), formOf(bare, model()));
    expect(other).not.toHaveProperty('seed');
    expect(other).not.toHaveProperty('negativePrompt');
  });
});

describe('numbers, sizes and LoRAs', () => {
  const able = model({
    can: {
      parameters: {
        steps: { min: 1, max: 50, default: 28 },
        outputQuality: { min: 1, max: 100, default: 90 },
      },
      customSize: { min: 512, max: 1_536, step: 8 },
      maxLoras: 1,
    },
  });
  const size = { width: '600', height: ' 904' };
  const loras = [
    { id: ' ', scale: 1 },
    { id: 'a/b', scale: 0.5 },
    { id: 'c/d', scale: 1 },
  ];
  const order = (wish: PromptDraft, of = able) =>
    requestOf(wish, ['A'], of, formOf(wish, of)) as Record<string, unknown>;

  it('are those the model takes, within its ranges; what nobody set is not sent', () => {
    const wish = draft({ steps: 99, guidance: 3, size, loras });
    expect(formOf(wish, able).numbers.map(({ name, value }) => [name, value])).toEqual([
      ['steps', 50],
      ['outputQuality', 90],
    ]);
    const sent = order(wish);
    expect(sent).toMatchObject({
      steps: 50,
      size: { width: 600, height: 904 },
      loras: [{ id: 'a/b', scale: 0.5 }],
    });
    expect(sent).not.toHaveProperty('guidance');
    expect(sent).not.toHaveProperty('outputQuality');
    expect(misfit(ImageRequest.parse(sent), able)).toBeUndefined();
  });

  it('are left out of an order of a model that takes none of them', () => {
    const sent = order(draft({ steps: 9, size, loras }), model());
    for (const name of ['steps', 'size', 'loras']) expect(sent).not.toHaveProperty(name);
  });

  it.each(['511', '600.5', '601', '-600', '1e3', '99999'])('a width of %j is none', (width) => {
    const wish = draft({ size: { width, height: '600' } });
    const form = formOf(wish, able);
    expect(problemsOf(wish, 'A', form)).toEqual([{ field: 'size', kind: 'invalid' }]);
  });

  it('leave an open edge as long as the ratio has it', () => {
    const wish = draft({ size: { width: '600', height: '' } });
    expect(formOf(wish, able).size).toEqual({ width: 600, height: 1024 });
  });

  it('keep one seed for all pictures where that is wished', () => {
    const wish = draft({ seed: '7', count: 2, keepsSeed: true });
    expect(order(wish)).toMatchObject({ seed: 7, seedMode: 'fixed' });
    expect(order({ ...wish, count: 1 })).not.toHaveProperty('seedMode');
  });
});

describe('variants that are made by themselves', () => {
  const wish = draft({ variants: { count: 3, of: 'kept', by: 'picture' } });

  it('are asked for as far as the model goes, and priced', () => {
    const able = model({ can: { sourceModes: ['vary'] } });
    const form = formOf(wish, able);
    expect(requestOf(wish, ['A'], able, form)).toMatchObject({ variants: wish.variants });
    expect(variantsPrice(wish, form, 5)).toBe(15);
    const bare = model({ can: { maxCount: 2 } });
    expect(requestOf(wish, ['A'], bare, formOf(wish, bare))).toMatchObject({
      variants: { count: 2, of: 'kept', by: 'seed' },
    });
  });

  it('are none unless they are wished', () => {
    const form = formOf(draft(), model());
    expect(requestOf(draft(), ['A'], model(), form)).not.toHaveProperty('variants');
    expect(variantsPrice(draft(), form, 5)).toBe(0);
  });
});

describe('words that are drawn', () => {
  it('are asked for picture by picture where they differ', () => {
    const wish = draft({ count: 2 });
    const request = requestOf(wish, ['A', 'B'], model(), formOf(wish, model()));
    expect(request).toMatchObject({ prompt: 'A', prompts: ['A', 'B'], count: 2 });
    const alike = requestOf(wish, ['A', 'A'], model(), formOf(wish, model()));
    expect(alike).not.toHaveProperty('prompts');
  });

  it('stand in the way while nothing stands for a token', () => {
    const form = formOf(draft(), model());
    expect(problemsOf(draft(), 'For [NAME]', form, { missing: ['NAME'] })).toEqual([
      { field: 'prompt', kind: 'missing_tokens', names: ['NAME'] },
    ]);
  });

  it('are too long though what was written is not', () => {
    expect(problemsOf(draft(), 'A', formOf(draft(), model()), { isTooLong: true })).toMatchObject([
      { field: 'prompt', kind: 'too_long' },
    ]);
  });
});

describe('price and room', () => {
  it('estimates by count and quality', () => {
    const form = formOf(draft({ count: 3, quality: 'high' }), model());
    expect(estimateOf(form, model())).toBe(15);
  });

  it('tells the room only in the last tenth, and how much is too much', () => {
    const form = formOf(draft(), model());
    expect(remainingOf('x'.repeat(89), form)).toBeNull();
    expect(remainingOf('x'.repeat(90), form)).toBe(10);
    expect(remainingOf('x'.repeat(103), form)).toBe(-3);
  });
});
