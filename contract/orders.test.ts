import { expect, test } from 'vitest';
import type { Model } from './models.ts';
import { ImageRequest, misfit, priceOf } from './orders.ts';

const model: Model = {
  id: 'test/model',
  provider: 'openai',
  vendorModel: 'model',
  name: 'Model',
  description: '',
  capabilities: {
    sizes: { '1:1': { width: 1024, height: 1024 } },
    qualities: ['standard', 'high'],
    formats: ['png'],
    seed: false,
    negativePrompt: false,
    maxCount: 4,
    maxPromptLength: 20,
  },
  prices: { standard: 4, high: 16 },
  parameters: {},
  isAi: true,
  enabled: true,
  position: 0,
};

const fitting = ImageRequest.parse({ prompt: 'a fox', model: model.id, format: 'png' });

test('a request that fits has no misfit', () => {
  expect(misfit(fitting, model)).toBeUndefined();
});

test.each([
  ['aspectRatio', { aspectRatio: '21:9' }],
  ['quality', { quality: 'draft' }],
  ['format', { format: 'webp' }],
  ['count', { count: 5 }],
  ['prompt', { prompt: 'x'.repeat(21) }],
  ['negativePrompt', { negativePrompt: 'rain' }],
  ['seed', { seed: 0 }],
] as const)('%s that the model cannot do is named', (field, change) => {
  expect(misfit({ ...fitting, ...change }, model)).toBe(field);
});

test('L3: the price is that of the quality for each picture; a quality without a price has none', () => {
  expect(priceOf({ count: 3, quality: 'high' }, model)).toBe(48);
  expect(priceOf({ count: 3, quality: 'draft' }, model)).toBeUndefined();
});

test.each([
  ['control characters go', 'a\u0000\u001b b', 'a b'],
  ['line ends are one kind', 'a\r\nb\rc', 'a\nb\nc'],
  ['space around goes', '  a  ', 'a'],
  ['markup stays as text', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['emoji and other scripts stay', '👩‍🎨 שלום عربي 日本', '👩‍🎨 שלום عربي 日本'],
])('of a prompt %s', (_what, written, kept) => {
  expect(ImageRequest.parse({ ...fitting, prompt: written }).prompt).toBe(kept);
});

test.each(['', ' \n\t', '\u0000', 'x'.repeat(2_001)])('the prompt %j is refused', (prompt) => {
  expect(ImageRequest.safeParse({ ...fitting, prompt }).success).toBe(false);
});

test.each([
  { count: 0 },
  { count: 11 },
  { count: 1.5 },
  { seed: -1 },
  { seed: 4_294_967_296 },
  { aspectRatio: '5:1' },
  { format: 'svg' },
  { quality: 'best' },
])('%j is out of range', (change) => {
  expect(ImageRequest.safeParse({ ...fitting, ...change }).success).toBe(false);
});
