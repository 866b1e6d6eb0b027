import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Recipe } from '../../../contract/recipe.ts';
import type { MediaType } from '../../../contract/media.ts';
import { picture } from '../test-images.ts';
import { readExif, takenAt } from './exif.ts';
import { readEmbedded } from './read-recipe.ts';

/** Reads as the decoder does: through libvips' own idea of what the file carries. */
async function read(bytes: Buffer, mime: MediaType = 'image/png') {
  const { width, height, comments, exif, xmpAsString: xmp } = await sharp(bytes).metadata();
  const { recipe, madeAt } = readEmbedded({ mime, width, height, comments, exif, xmp });
  if (recipe) expect(Recipe.parse(recipe)).toEqual(recipe);
  return { recipe, madeAt };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), whole.length - 4);
  return whole;
}

const encodings = {
  tEXt: (keyword: string, text: string) => Buffer.from(`${keyword}\0${text}`, 'latin1'),
  zTXt: (keyword: string, text: string) =>
    Buffer.concat([Buffer.from(`${keyword}\0\0`), deflateSync(Buffer.from(text, 'latin1'))]),
  iTXt: (keyword: string, text: string) => Buffer.from(`${keyword}\0\0\0\0\0${text}`),
} as const;

/** A PNG with texts, right after its header. */
async function png(texts: Record<string, string>, type: keyof typeof encodings = 'tEXt') {
  const plain = await picture(64, 48).png().toBuffer();
  const chunks = Object.entries(texts).map(([keyword, text]) =>
    chunk(type, encodings[type](keyword, text)),
  );
  return Buffer.concat([plain.subarray(0, 33), ...chunks, plain.subarray(33)]);
}

/** EXIF in big endian with one directory, and a user comment in a second one. */
function exif(fields: Record<number, string>, userComment?: Buffer): Buffer {
  const tags = Object.entries(fields).map(
    ([tag, text]) => [Number(tag), Buffer.from(`${text}\0`)] as const,
  );
  const sub = userComment ? [[0x9286, userComment] as const] : [];
  const start = 8;
  const first = 2 + (tags.length + sub.length) * 12 + 4;
  const heap: Buffer[] = [];
  let next = start + first + (sub.length > 0 ? 18 : 0);
  const entry = (tag: number, type: number, data: Buffer) => {
    const at = Buffer.alloc(12);
    at.writeUInt16BE(tag, 0);
    at.writeUInt16BE(type, 2);
    at.writeUInt32BE(data.length, 4);
    at.writeUInt32BE(next, 8);
    const padded = data.length < 5 ? Buffer.concat([data, Buffer.alloc(5)]) : data;
    if (data.length <= 4) data.copy(at, 8);
    heap.push(padded);
    next += padded.length;
    return at;
  };
  const head = Buffer.alloc(8);
  head.write('MM\0*', 'latin1');
  head.writeUInt32BE(start, 4);
  const directory = (entries: Buffer[]) => {
    const count = Buffer.alloc(2);
    count.writeUInt16BE(entries.length);
    return Buffer.concat([count, ...entries, Buffer.alloc(4)]);
  };
  const pointer = Buffer.alloc(12);
  pointer.writeUInt16BE(0x8769, 0);
  pointer.writeUInt16BE(4, 2);
  pointer.writeUInt32BE(1, 4);
  pointer.writeUInt32BE(start + first, 8);
  const main = directory([
    ...tags.map(([tag, data]) => entry(tag, 2, data)),
    ...(sub.length > 0 ? [pointer] : []),
  ]);
  const second = sub.map(([tag, data]) => directory([entry(tag, 7, data)]));
  return Buffer.concat([head, main, ...second, ...heap]);
}

async function jpegWith(block: Buffer): Promise<Buffer> {
  const plain = await picture(64, 48).jpeg().toBuffer();
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([plain.subarray(0, 2), head, body, plain.subarray(2)]);
}

async function webpWith(block: Buffer): Promise<Buffer> {
  const part = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const plain = await picture(64, 48).webp().toBuffer();
  const extended = Buffer.from([0x08, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    part('VP8X', extended),
    plain.subarray(12),
    part('EXIF', block),
  ]);
  return part('RIFF', body);
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

const INFOTEXT = `a lighthouse at dusk, <lora:grain:0.4>
second line: with a colon
Negative prompt: blurry, lowres,
hands
Steps: 24, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 3141592653, Size: 832x1216, Model hash: 0123abcd, Model: seaside_v2, Lora hashes: "grain: dead, salt: beef", Version: v1.10.1`;

describe('AUTOMATIC1111 and Forge', () => {
  test.each(['tEXt', 'zTXt', 'iTXt'] as const)('a PNG %s', async (type) => {
    const { recipe } = await read(await png({ parameters: INFOTEXT }, type));
    expect(recipe).toMatchObject({
      prompt: 'a lighthouse at dusk, <lora:grain:0.4>\nsecond line: with a colon',
      negativePrompt: 'blurry, lowres,\nhands',
      modelName: 'seaside_v2',
      provider: 'automatic1111',
      software: 'AUTOMATIC1111 v1.10.1',
      seed: 3_141_592_653,
      size: { width: 832, height: 1216 },
      aspectRatio: '2:3',
      isAi: true,
      parameters: {
        Steps: '24',
        Sampler: 'DPM++ 2M',
        'CFG scale': '6.5',
        'Lora hashes': 'grain: dead, salt: beef',
      },
    });
  });

  test('the EXIF comment of a JPEG and of a WebP, in either byte order', async () => {
    const infotext = INFOTEXT.replace('v1.10.1', 'f2.0.1v1.10.1-previous-664');
    for (const text of [utf16be(infotext), Buffer.from(infotext, 'utf16le')]) {
      const block = exif({}, Buffer.concat([Buffer.from('UNICODE\0'), text]));
      for (const [bytes, mime] of [
        [await jpegWith(block), 'image/jpeg'],
        [await webpWith(block), 'image/webp'],
      ] as const) {
        const { recipe } = await read(bytes, mime);
        expect(recipe).toMatchObject({
          software: 'Forge f2.0.1v1.10.1-previous-664',
          seed: 3_141_592_653,
        });
        expect(recipe?.prompt).toContain('lighthouse');
      }
    }
  });

  test('a text that only looks like one is none', async () => {
    for (const parameters of [
      'a lighthouse',
      'Negative prompt: x',
      'Steps: many, Sampler: x',
      '',
    ]) {
      expect((await read(await png({ parameters }))).recipe).toBeNull();
    }
  });
});

const GRAPH = {
  '3': {
    class_type: 'KSampler',
    inputs: {
      seed: 156_680_208_700_286,
      steps: 20,
      cfg: 8,
      sampler_name: 'euler',
      scheduler: 'normal',
      denoise: 1,
      model: ['10', 0],
      positive: ['12', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    },
  },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'xl/harbour.safetensors' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 1216, height: 832, batch_size: 1 } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: ['14', 0], clip: ['4', 1] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: 'watermark', clip: ['4', 1] } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'x', images: ['8', 0] } },
  '10': {
    class_type: 'LoraLoader',
    inputs: { lora_name: 'salt.safetensors', strength_model: 0.8, model: ['4', 0], clip: ['4', 1] },
  },
  '12': {
    class_type: 'ConditioningCombine',
    inputs: { conditioning_1: ['6', 0], conditioning_2: ['13', 0] },
  },
  '13': { class_type: 'CLIPTextEncode', inputs: { text: 'fog', clip: ['4', 1] } },
  '14': { class_type: 'PrimitiveStringMultiline', inputs: { value: 'a harbour in fog' } },
};

describe('ComfyUI', () => {
  const expected = {
    prompt: 'a harbour in fog\nfog',
    negativePrompt: 'watermark',
    modelName: 'harbour',
    provider: 'comfyui',
    software: 'ComfyUI',
    size: { width: 1216, height: 832 },
    parameters: { steps: 20, cfg: 8, sampler_name: 'euler', loras: 'salt.safetensors (0.8)' },
  };

  test('a PNG: links are followed from what was saved', async () => {
    // Python writes what is no JSON.
    const prompt = JSON.stringify(GRAPH).replace(
      '"inputs":{"seed"',
      '"is_changed":[NaN],"inputs":{"seed"',
    );
    const { recipe } = await read(await png({ prompt, workflow: '{"nodes":[]}' }));
    expect(recipe).toMatchObject(expected);
    // Longer than a seed of ours.
    expect(recipe?.seed).toBeUndefined();
    expect(recipe?.parameters?.['seed']).toBe('156680208700286');
  });

  test('a WebP: keyword and colon in EXIF', async () => {
    const block = exif({
      0x010f: 'workflow:{"nodes":[]}',
      0x0110: `prompt:${JSON.stringify(GRAPH)}`,
    });
    expect((await read(await webpWith(block), 'image/webp')).recipe).toMatchObject(expected);
  });

  test('guider, noise and a model of their own, as for Flux', async () => {
    const graph = {
      '1': { class_type: 'SaveImage', inputs: { images: ['2', 0] } },
      '2': { class_type: 'VAEDecode', inputs: { samples: ['3', 0] } },
      '3': {
        class_type: 'SamplerCustomAdvanced',
        inputs: {
          noise: ['4', 0],
          guider: ['5', 0],
          sampler: ['6', 0],
          sigmas: ['7', 0],
          latent_image: ['8', 0],
        },
      },
      '4': { class_type: 'RandomNoise', inputs: { noise_seed: 42 } },
      '5': { class_type: 'BasicGuider', inputs: { model: ['9', 0], conditioning: ['10', 0] } },
      '6': { class_type: 'KSamplerSelect', inputs: { sampler_name: 'euler' } },
      '7': {
        class_type: 'BasicScheduler',
        inputs: { scheduler: 'simple', steps: 28, model: ['9', 0] },
      },
      '8': { class_type: 'EmptySD3LatentImage', inputs: { width: 1024, height: 1024 } },
      '9': { class_type: 'UNETLoader', inputs: { unet_name: 'flux1-dev.safetensors' } },
      '10': { class_type: 'FluxGuidance', inputs: { guidance: 3.5, conditioning: ['11', 0] } },
      '11': { class_type: 'CLIPTextEncode', inputs: { text: 'a buoy' } },
    };
    expect((await read(await png({ prompt: JSON.stringify(graph) }))).recipe).toMatchObject({
      prompt: 'a buoy',
      seed: 42,
      modelName: 'flux1-dev',
      parameters: { steps: 28, guidance: 3.5, sampler_name: 'euler', scheduler: 'simple' },
    });
  });

  test('only the graph as it was drawn', async () => {
    const node = (
      id: number,
      type: string,
      values: unknown[],
      inputs: [string, number][] = [],
    ) => ({
      id,
      type,
      widgets_values: values,
      inputs: inputs.map(([name, link]) => ({ name, link })),
    });
    const workflow = {
      nodes: [
        node(1, 'CheckpointLoaderSimple', ['pier.ckpt']),
        node(2, 'CLIPTextEncode', ['a pier']),
        node(3, 'CLIPTextEncode', ['people']),
        node(4, 'EmptyLatentImage', [768, 512, 1]),
        node(
          5,
          'KSampler',
          [7, 'randomize', 30, 5, 'dpmpp_2m', 'karras', 1],
          [
            ['model', 1],
            ['positive', 2],
            ['negative', 3],
            ['latent_image', 4],
          ],
        ),
        node(6, 'SaveImage', ['x'], [['images', 5]]),
      ],
      links: [
        [1, 1, 0, 5, 0, 'MODEL'],
        [2, 2, 0, 5, 1, 'CONDITIONING'],
        [3, 3, 0, 5, 2, 'CONDITIONING'],
        [4, 4, 0, 5, 3, 'LATENT'],
        [5, 5, 0, 6, 0, 'LATENT'],
      ],
    };
    expect((await read(await png({ workflow: JSON.stringify(workflow) }))).recipe).toMatchObject({
      prompt: 'a pier',
      negativePrompt: 'people',
      modelName: 'pier',
      seed: 7,
      size: { width: 768, height: 512 },
      parameters: { steps: 30, cfg: 5, sampler_name: 'dpmpp_2m' },
    });
  });

  test('F7: links in a circle, to nothing, and a graph without a sampler end', async () => {
    const circle = structuredClone(GRAPH) as Record<
      string,
      { class_type: string; inputs: Record<string, unknown> }
    >;
    circle['6']!.inputs['text'] = ['6', 0];
    circle['10']!.inputs['model'] = ['10', 0];
    circle['7']!.inputs['text'] = ['99', 0];
    expect((await read(await png({ prompt: JSON.stringify(circle) }))).recipe).toMatchObject({
      prompt: 'fog',
    });
    const none = { '1': { class_type: 'LoadImage', inputs: { image: 'x.png' } } };
    expect((await read(await png({ prompt: JSON.stringify(none) }))).recipe).toBeNull();
  });
});

describe('InvokeAI', () => {
  test('since version 3, with a model named as in 3 and in 4', async () => {
    for (const model of [
      { model_name: 'reef' },
      { key: 'k', name: 'reef', base: 'sdxl', type: 'main' },
    ]) {
      const invokeai_metadata = JSON.stringify({
        app_version: '4.2.7',
        generation_mode: 'sdxl_txt2img',
        positive_prompt: 'a reef',
        negative_prompt: 'divers',
        width: 1024,
        height: 1024,
        seed: 99,
        cfg_scale: 7.5,
        steps: 30,
        scheduler: 'euler',
        model,
      });
      expect((await read(await png({ invokeai_metadata }))).recipe).toMatchObject({
        prompt: 'a reef',
        negativePrompt: 'divers',
        modelName: 'reef',
        seed: 99,
        aspectRatio: '1:1',
        software: 'InvokeAI 4.2.7',
        parameters: { steps: 30, cfg_scale: 7.5, scheduler: 'euler' },
      });
    }
  });

  test('version 2, its prompt a list or a text', async () => {
    for (const prompt of [[{ prompt: 'a dune [camels]', weight: 1 }], 'a dune [camels]']) {
      const metadata = {
        model: 'stable diffusion',
        model_weights: 'stable-diffusion-1.5',
        app_id: 'invoke-ai/InvokeAI',
        app_version: '2.3.0',
        image: {
          prompt,
          steps: 50,
          cfg_scale: 7.5,
          width: 512,
          height: 768,
          seed: 1,
          sampler: 'k_lms',
          type: 'txt2img',
        },
      };
      expect(
        (await read(await png({ 'sd-metadata': JSON.stringify(metadata) }))).recipe,
      ).toMatchObject({
        prompt: 'a dune',
        negativePrompt: 'camels',
        modelName: 'stable-diffusion-1.5',
        software: 'InvokeAI 2.3.0',
        aspectRatio: '2:3',
        parameters: { sampler: 'k_lms' },
      });
    }
  });

  test('its first versions: a command line', async () => {
    const Dream = '"an oasis [sand]" -s 50 -S 42 -W 768 -H 512 -C 7.5 -A k_lms';
    expect((await read(await png({ Dream }))).recipe).toMatchObject({
      prompt: 'an oasis',
      negativePrompt: 'sand',
      seed: 42,
      size: { width: 768, height: 512 },
      parameters: { steps: '50', cfg_scale: '7.5', sampler: 'k_lms' },
    });
  });
});

test('SwarmUI: a PNG text, and the EXIF comment of a JPEG', async () => {
  const metadata = JSON.stringify({
    sui_image_params: {
      prompt: 'a fjord',
      negativeprompt: 'boats',
      model: 'Official/sd_xl_base_1.0',
      seed: 5,
      steps: 20,
      cfgscale: 7,
      aspectratio: '21:9',
      width: 1536,
      height: 640,
      swarm_version: '0.9.6.0',
    },
    sui_extra_data: { date: '2026-11-01' },
  });
  const expected = {
    prompt: 'a fjord',
    negativePrompt: 'boats',
    modelName: 'sd_xl_base_1.0',
    seed: 5,
    aspectRatio: '21:9',
    software: 'SwarmUI 0.9.6.0',
    parameters: { steps: 20, cfgscale: 7 },
  };
  expect((await read(await png({ parameters: metadata }))).recipe).toMatchObject(expected);
  const comment = Buffer.concat([Buffer.from('UNICODE\0'), utf16be(metadata)]);
  expect((await read(await jpegWith(exif({}, comment)), 'image/jpeg')).recipe).toMatchObject(
    expected,
  );
});

test('a comment in XMP is read as well', async () => {
  const text = INFOTEXT.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/"><exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>`;
  const bytes = await picture(64, 48).webp().withXmp(xmp).toBuffer();
  expect((await read(bytes, 'image/webp')).recipe).toMatchObject({
    prompt: expect.stringContaining('<lora:grain:0.4>'),
    modelName: 'seaside_v2',
  });
});

test('the day a photograph was taken, with and without an offset', () => {
  expect(takenAt({ takenAt: '2024:05:06 07:08:09', takenOffset: '+02:00' })).toBe(
    '2024-05-06T05:08:09.000Z',
  );
  expect(takenAt({ takenAt: '2024:05:06 07:08:09' })).toBe(
    new Date(2024, 4, 6, 7, 8, 9).toISOString(),
  );
  for (const wrong of ['0000:00:00 00:00:00', 'yesterday', '2024:13:45 99:99:99']) {
    expect(takenAt({ takenAt: wrong })).toBeUndefined();
  }
});

describe('F7: whatever stands in a picture', () => {
  const carried = { mime: 'image/png', width: 8, height: 8 } as const;
  const seeds = [
    INFOTEXT,
    JSON.stringify(GRAPH),
    '"x" -s 1 -S 2',
    '{"sui_image_params":{"prompt":"x"}}',
  ];

  test('texts: never throws, and what it answers holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .constantFrom(...seeds)
        .chain((whole) =>
          fc
            .tuple(fc.nat(whole.length), fc.nat(whole.length), fc.string({ maxLength: 9 }))
            .map(([from, to, part]) => whole.slice(0, from) + part + whole.slice(to)),
        ),
      fc
        .json({ maxDepth: 5 })
        .map((json) => json.replace('[', '{"class_type":"KSampler","inputs":[')),
    );
    const keyword = fc.constantFrom(
      'parameters',
      'prompt',
      'workflow',
      'invokeai_metadata',
      'sd-metadata',
      'Dream',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.record({ keyword, text }), { maxLength: 4 }), (comments) => {
        const { recipe } = readEmbedded({ ...carried, comments });
        if (recipe) Recipe.parse(recipe);
      }),
      { numRuns: 500 },
    );
  });

  test('EXIF: never throws at a byte', () => {
    const whole = exif(
      { 0x010f: 'workflow:{}', 0x9003: '2024:01:01 00:00:00' },
      Buffer.from('ASCII\0\0\0text'),
    );
    expect(readExif(whole)).toMatchObject({ make: 'workflow:{}', userComment: 'text' });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(whole.length),
        (flips, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of flips) bytes[at] = value;
          readExif(bytes.subarray(0, length));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('large and deep ones end in a moment', () => {
    const started = process.cpuUsage();
    const texts = [
      '{"a":'.repeat(200_000),
      `{"1":{"class_type":"KSampler","inputs":{"positive":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`,
      `${'x '.repeat(900_000)}\nSteps: 1, ${'a b'.repeat(90_000)}`,
      `x\nSteps: 1, ${'a: "\\'.repeat(90_000)}`,
      `"${'['.repeat(500_000)}" -s 1`,
      ` ${'0123456789'.repeat(300_000)}`,
    ];
    for (const text of texts) {
      for (const keyword of ['parameters', 'prompt', 'workflow', 'invokeai_metadata', 'Dream']) {
        readEmbedded({ ...carried, comments: [{ keyword, text }] });
      }
    }
    const chain = Object.fromEntries(
      Array.from({ length: 4_900 }, (_, index) => [
        String(index),
        {
          class_type: index === 0 ? 'SaveImage' : 'KSampler',
          inputs: { images: [String(index + 1), 0], positive: [String(index + 1), 0] },
        },
      ]),
    );
    readEmbedded({ ...carried, comments: [{ keyword: 'prompt', text: JSON.stringify(chain) }] });
    expect(process.cpuUsage(started).user).toBeLessThan(10_000_000);
  });
});
