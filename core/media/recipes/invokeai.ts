import { z } from 'zod';
import { MAX_TEXT, Numeric, parseObject, SeedText } from './json.ts';
import type { FoundRecipe, Program, Texts } from './program.ts';

/** `name` since version 4, `model_name` in version 3. */
const ModelName = z.union([
  z.string(),
  z.object({ name: z.string() }).transform((model) => model.name),
  z.object({ model_name: z.string() }).transform((model) => model.model_name),
]);

const Current = z.looseObject({
  app_version: z.string().max(40).optional().catch(undefined),
  positive_prompt: z.string(),
  negative_prompt: z.string().nullish().catch(undefined),
  model: ModelName.optional().catch(undefined),
  seed: SeedText.optional().catch(undefined),
  width: Numeric.optional().catch(undefined),
  height: Numeric.optional().catch(undefined),
});

const Weighted = z.array(z.object({ prompt: z.string() })).max(100);
const Older = z.object({
  app_version: z.string().max(40).optional().catch(undefined),
  model_weights: z.string().optional().catch(undefined),
  image: z.looseObject({
    prompt: z.union([
      z.string(),
      Weighted.transform((parts) => parts.map((part) => part.prompt).join(' ')),
    ]),
    seed: SeedText.optional().catch(undefined),
    width: Numeric.optional().catch(undefined),
    height: Numeric.optional().catch(undefined),
  }),
});

/**
 * InvokeAI: PNG texts `invokeai_metadata` (version 3 on, JSON), `sd-metadata` (version 2, JSON) and `Dream` (the command
 * line of its first versions).
 */
export const invokeai: Program = {
  id: 'invokeai',
  read: (texts) =>
    readCurrent(texts) ??
    readOlder(texts) ??
    readDream(texts.get('Dream') ?? texts.get('dream') ?? ''),
};

function readCurrent(texts: Texts): FoundRecipe | undefined {
  const found = parseObject(texts.get('invokeai_metadata'), Current);
  if (!found) return undefined;
  const { app_version, positive_prompt, negative_prompt, ...rest } = found;
  const { model, seed, width, height, ...parameters } = rest;
  return {
    software: named(app_version),
    prompt: positive_prompt,
    negativePrompt: negative_prompt ?? undefined,
    model,
    seed,
    width,
    height,
    parameters,
  };
}

function readOlder(texts: Texts): FoundRecipe | undefined {
  const found = parseObject(texts.get('sd-metadata'), Older);
  if (!found) return undefined;
  const { prompt, seed, width, height, ...parameters } = found.image;
  return {
    software: named(found.app_version),
    ...splitNegative(prompt),
    model: found.model_weights,
    seed,
    width,
    height,
    parameters,
  };
}

const SWITCHES: Readonly<Record<string, string>> = {
  s: 'steps',
  S: 'seed',
  W: 'width',
  H: 'height',
  C: 'cfg_scale',
  A: 'sampler',
};

/** `"a prompt [what is not wanted]" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms` */
function readDream(line: string): FoundRecipe | undefined {
  if (line.length > MAX_TEXT || !line.startsWith('"')) return undefined;
  const end = line.lastIndexOf('" -');
  if (end < 1) return undefined;
  const parameters: Record<string, string> = {};
  for (const [, letter, value] of line
    .slice(end, end + 1_000)
    .matchAll(/ -([A-Za-z]) ?([^\s-]+)/g)) {
    const name = SWITCHES[letter ?? ''];
    if (name !== undefined && value !== undefined) parameters[name] = value;
  }
  const { seed, width, height, ...rest } = parameters;
  return {
    software: named(undefined),
    ...splitNegative(line.slice(1, end)),
    seed,
    width: width === undefined ? undefined : Number(width),
    height: height === undefined ? undefined : Number(height),
    parameters: rest,
  };
}

/** Until version 3 what was not wanted stood in square brackets. */
function splitNegative(text: string): { prompt: string; negativePrompt: string | undefined } {
  const negative = [...text.matchAll(/\[([^[\]]{0,10000})\]/g)].map((match) => match[1] ?? '');
  return {
    prompt: text.replace(/\[[^[\]]{0,10000}\]/g, '').trim(),
    negativePrompt: negative.join(', ').trim() || undefined,
  };
}

function named(version: string | undefined): string {
  return version === undefined ? 'InvokeAI' : `InvokeAI ${version}`;
}
