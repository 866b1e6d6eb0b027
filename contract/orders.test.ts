import { expect, test } from 'vitest';
import { misfit } from './misfit.ts';
import { Model } from './models.ts';
import {
  CarouselRequest,
  ImageRequest,
  inputsOf,
  OrderRequest,
  priceOf,
  VideoRequest,
} from './orders.ts';

const model = Model.parse({
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
});

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

const SHA = 'a'.repeat(64);
const able = Model.parse({
  ...model,
  capabilities: {
    ...model.capabilities,
    maxPromptLength: 200,
    parameters: {
      steps: { min: 1, max: 50, default: 28 },
      strength: { min: 0.1, max: 1, default: 0.8, step: 0.05 },
    },
    maxLoras: 1,
    customSize: { min: 256, max: 2_048, step: 16 },
    sourceModes: ['vary', 'edit', 'inpaint', 'outpaint'],
    maxReferences: 2,
  },
});
const source = { image: SHA, mode: 'vary' } as const;

test.each([
  { steps: 50 },
  { loras: [{ id: 'a/b', scale: 0.5 }] },
  { size: { width: 512, height: 256 } },
  { aspectRatio: '21:9', size: { width: 1_024, height: 432 } },
  { references: [SHA, SHA] },
  { source: { ...source, strength: 0.4 } },
  { source: { ...source, mode: 'inpaint', mask: SHA } },
  { source: { ...source, mode: 'outpaint', margins: { left: 64 } } },
])('%j fits a model that can do it, and only that', (change) => {
  const request = ImageRequest.parse({ ...fitting, ...change });
  expect(misfit(request, able)).toBeUndefined();
  expect(misfit(request, model)).toBeDefined();
});

test.each([
  ['steps', { steps: 51 }],
  ['guidance', { guidance: 7 }],
  ['size', { size: { width: 500, height: 256 } }],
  ['references', { references: [SHA, SHA, SHA] }],
  ['source', { source: { ...source, mode: 'inpaint' } }],
  ['source', { source: { ...source, mode: 'edit', mask: SHA } }],
  ['source', { source: { ...source, mask: SHA } }],
  ['source', { source: { ...source, mode: 'outpaint' } }],
])('%s: %j is too much even for it', (field, change) => {
  expect(misfit(ImageRequest.parse({ ...fitting, ...change }), able)).toBe(field);
});

test('a carousel is as many pictures as it has slides, and each slide fits its model', () => {
  const slides = [{ brief: 'a fox' }, { brief: 'a hen', text: { title: 'Two' } }];
  const carousel = CarouselRequest.parse({ ...fitting, type: 'carousel', slides });
  expect(misfit(carousel, able)).toBeUndefined();
  expect(misfit({ ...carousel, prompt: 'x'.repeat(198) }, able)).toBe('slides');
  for (const few of [[], slides.slice(1)]) {
    expect(CarouselRequest.safeParse({ ...carousel, slides: few }).success).toBe(false);
  }
});

const films = Model.parse({
  ...able,
  task: 'video',
  capabilities: {
    ...able.capabilities,
    formats: ['mp4', 'gif'],
    video: {
      durations: [4, 8],
      resolutions: ['720p', '4k'],
      fps: [24],
      firstFrame: 'required',
      motions: ['zoom_in'],
      audio: true,
      needsPrompt: false,
    },
  },
  prices: { '4k': 5, standard: 2 },
});
const film = VideoRequest.parse({
  type: 'video',
  model: films.id,
  aspectRatio: '1:1',
  durationSeconds: 4,
  fps: 24,
  firstFrame: SHA,
});

test.each([
  [undefined, {}],
  [undefined, { audio: { file: SHA, fadeSeconds: 1 } }],
  ['durationSeconds', { durationSeconds: 5 }],
  ['resolution', { resolution: '1080p' }],
  ['fps', { fps: 30 }],
  ['firstFrame', { firstFrame: undefined }],
  ['lastFrame', { lastFrame: SHA }],
  ['motion', { motion: { kind: 'pulse' } }],
  ['audio', { audio: { file: SHA, fadeSeconds: 1 }, format: 'gif' }],
  ['format', { format: 'webm' }],
] as const)('of a video %s tells that %j', (field, change) => {
  expect(misfit({ ...film, ...change }, films)).toBe(field);
});

test('what a model does not make is no wish of it', () => {
  expect(misfit(film, able)).toBe('model');
  expect(misfit(fitting, films)).toBe('model');
});

test('L3: a second of video costs what its resolution does, else what its quality does', () => {
  const wish = { type: 'video', count: 2, quality: 'standard', durationSeconds: 8 } as const;
  expect(priceOf({ ...wish, resolution: '4k' }, films)).toBe(80);
  expect(priceOf({ ...wish, resolution: '720p' }, films)).toBe(32);
});

test('a request names what it was given; one without a type is a picture', () => {
  expect(OrderRequest.parse({ ...fitting, type: undefined })).toEqual(fitting);
  expect(inputsOf({ source: { ...source, mask: SHA }, references: [SHA] })).toEqual([
    { role: 'source', sha256: SHA },
    { role: 'mask', sha256: SHA },
    { role: 'reference', sha256: SHA },
  ]);
  const refused = OrderRequest.safeParse({ ...fitting, prompt: '' });
  expect(refused.error?.issues[0]?.path).toEqual(['prompt']);
});
