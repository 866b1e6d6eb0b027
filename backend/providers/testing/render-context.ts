import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { Model } from '../../../contract/models.ts';
import type {
  GenerateVideoPayload,
  JobStage,
  RenderImagesPayload,
} from '../../../contract/orders.ts';
import type { RenderContext, RenderInput, RenderJob, VideoJob } from '../provider.ts';

export interface TestContext extends RenderContext {
  readonly stages: [JobStage, number | undefined][];
  readonly stored: string[];
  /** What it showed while it drew. */
  readonly shown: Uint8Array[];
}

/** A context that remembers what a provider told it. */
export function testContext(over: Partial<RenderContext> = {}): TestContext {
  const stages: TestContext['stages'] = [];
  const stored: string[] = [];
  const shown: Uint8Array[] = [];
  return {
    key: null,
    signal: new AbortController().signal,
    fetch,
    progress: (stage, fraction) => void stages.push([stage, fraction]),
    preview: (picture) => void shown.push(picture),
    providerJobId: null,
    storeProviderJobId: async (id) => void stored.push(id),
    ...over,
    stages,
    stored,
    shown,
  };
}

export function testModel(over: Partial<Model> = {}): Model {
  return Model.parse({
    id: 'draft/draft',
    provider: 'draft',
    vendorModel: 'draft',
    name: 'Draft',
    description: '',
    capabilities: {
      sizes: { '1:1': { width: 128, height: 128 } },
      qualities: ['draft', 'standard', 'high'],
      formats: ['webp', 'png', 'jpeg'],
      seed: true,
      negativePrompt: false,
      maxCount: 10,
      maxPromptLength: 2_000,
    },
    prices: { standard: 1 },
    parameters: {},
    isAi: false,
    enabled: true,
    position: 0,
    ...over,
  });
}

export function testJob(
  payload: Partial<RenderImagesPayload> = {},
  model: Partial<Model> = {},
): RenderJob {
  return {
    id: '01930000-0000-7000-8000-000000000001',
    userId: '01930000-0000-7000-8000-0000000000aa',
    payload: {
      prompt: 'a lighthouse at dusk',
      aspectRatio: '1:1',
      width: 128,
      height: 128,
      quality: 'standard',
      format: 'png',
      seed: 7,
      ...payload,
    },
    model: testModel(model),
    inputs: new Map(),
  };
}

/** A picture that a job was given; `halfWhite` makes a mask whose left half may change. */
export async function testInput({
  width = 64,
  height = 64,
  halfWhite = false,
} = {}): Promise<RenderInput> {
  const create = { width, height, channels: 3, background: halfWhite ? '#000' : '#286' } as const;
  const white = { create: { ...create, width: Math.floor(width / 2), background: '#fff' } };
  const image = sharp({ create });
  if (halfWhite) image.composite([{ input: white, left: 0, top: 0 }]);
  const bytes = new Uint8Array(await image.png().toBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, bytes, mime: 'image/png', width, height };
}

export function testVideoJob(
  payload: Partial<GenerateVideoPayload> = {},
  model: Partial<Model> = {},
  inputs: readonly RenderInput[] = [],
): VideoJob {
  const { id, userId, model: made } = testJob({}, { task: 'video', ...model });
  return {
    id,
    userId,
    model: made,
    payload: {
      prompt: 'waves against a lighthouse',
      aspectRatio: '16:9',
      width: 1280,
      height: 720,
      quality: 'standard',
      format: 'mp4',
      durationSeconds: 8,
      resolution: '720p',
      fps: 24,
      ...payload,
    },
    inputs: new Map(inputs.map((input) => [input.sha256, input])),
  };
}

/** Has a job begun and left as soon as its id is stored, as if it had taken too long. Answers that id. */
export async function leaveOnceStored(
  context: (over: Partial<RenderContext>) => TestContext,
  render: (context: TestContext) => Promise<unknown>,
): Promise<string> {
  const stop = new AbortController();
  const told = Promise.withResolvers<string>();
  const begun = context({
    signal: stop.signal,
    storeProviderJobId: async (id) => told.resolve(id),
  });
  const ended = render(begun);
  const early = () => told.reject(new Error('the job ended before it was left'));
  ended.then(early, told.reject);
  const id = await told.promise;
  stop.abort(new DOMException('It took too long.', 'TimeoutError'));
  return ended.then(
    () => Promise.reject(new Error('the job went on')),
    () => id,
  );
}
