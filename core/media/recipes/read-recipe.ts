import { MEDIA_TYPES, type MediaType } from '../../../contract/media.ts';
import { ASPECT_RATIOS, type AspectRatio, MAX_SEED } from '../../../contract/models.ts';
import { Recipe, RecipeParameters } from '../../../contract/recipe.ts';
import { parsePacket, readProperty } from '../xmp/packet.ts';
import { automatic1111 } from './automatic1111.ts';
import { comfyui } from './comfyui.ts';
import { type ExifTexts, readExif, takenAt } from './exif.ts';
import { invokeai } from './invokeai.ts';
import { MAX_TEXT } from './json.ts';
import type { FoundRecipe, Program } from './program.ts';
import { swarmui } from './swarmui.ts';

/** Those that are told apart by their own keywords come before those that any text may look like. */
const PROGRAMS: readonly Program[] = [swarmui, comfyui, invokeai, automatic1111];

/** What a picture carries beside its pixels, as the decoder hands it out. */
export interface Carried {
  mime: MediaType;
  /** As shown. */
  width: number;
  height: number;
  comments?: readonly { keyword: string; text: string }[] | undefined;
  exif?: Buffer | undefined;
  xmp?: string | undefined;
}

export interface Embedded {
  recipe: Recipe | null;
  /** When the picture was made or taken, if it says so. */
  madeAt: string | null;
}

/**
 * The recipe a picture carries: Atelier's own, else that of a program this one knows, put into our terms as far as it
 * fits. Never throws (rule F7).
 */
export function readEmbedded(carried: Carried): Embedded {
  const own = carried.xmp === undefined ? undefined : parsePacket(carried.xmp);
  if (own) return { recipe: own, madeAt: own.createdAt };
  const exif = carried.exif ? readExif(carried.exif) : {};
  const madeAt = takenAt(exif);
  const texts = textsOf(carried, exif);
  for (const program of PROGRAMS) {
    const found = program.read(texts);
    const recipe = found && toRecipe(program, found, carried, madeAt);
    if (recipe) return { recipe, madeAt: madeAt ?? null };
  }
  return { recipe: null, madeAt: madeAt ?? null };
}

function textsOf(carried: Carried, exif: ExifTexts): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (keyword: string, text: string | undefined) => {
    if (text && text.length <= MAX_TEXT && !texts.has(keyword)) texts.set(keyword, text);
  };
  for (const { keyword, text } of carried.comments ?? []) add(keyword, text);
  add('UserComment', exif.userComment);
  if (carried.xmp !== undefined) add('UserComment', readProperty(carried.xmp, 'exif:UserComment'));
  // ComfyUI's WebP: a keyword, a colon and JSON, in whatever field.
  for (const field of [exif.model, exif.make, exif.imageDescription]) {
    const [, keyword, json] = /^(prompt|workflow):\s{0,9}(\{[^]*)$/.exec(field ?? '') ?? [];
    if (keyword !== undefined) add(keyword, json);
    else add('UserComment', field?.includes('\nSteps: ') ? field : undefined);
  }
  return texts;
}

function toRecipe(
  program: Program,
  found: FoundRecipe,
  { mime, width, height }: Carried,
  madeAt: string | undefined,
): Recipe | undefined {
  const size = { width: found.width ?? width, height: found.height ?? height };
  const model = (found.model ?? '').slice(0, 300);
  const seed = Number(found.seed);
  const fits = found.seed !== undefined && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED;
  const extension = MEDIA_TYPES[mime];
  return Recipe.safeParse({
    version: 1,
    prompt: found.prompt.slice(0, 20_000),
    ...(found.negativePrompt ? { negativePrompt: found.negativePrompt.slice(0, 20_000) } : {}),
    model: `${program.id}/${model || 'unknown'}`,
    modelName: nameOf(model) || program.id,
    provider: program.id,
    isAi: true,
    aspectRatio: nearestRatio(size.width / size.height),
    size: { width: clamp(size.width), height: clamp(size.height) },
    quality: 'standard',
    format: extension === 'webp' || extension === 'png' ? extension : 'jpeg',
    ...(fits ? { seed } : {}),
    createdAt: madeAt ?? new Date(0).toISOString(),
    software: found.software.slice(0, 200),
    parameters: parametersOf({
      ...found.parameters,
      // A seed longer than ours is told all the same.
      ...(fits || found.seed === undefined ? {} : { seed: String(found.seed) }),
    }),
  }).data;
}

/** A file's name without its folders and its ending. */
function nameOf(model: string): string {
  return (model.split(/[/\\]/).at(-1) ?? '').replace(/\.(?:safetensors|ckpt|pt|gguf|sft)$/i, '');
}

function clamp(pixels: number): number {
  return Math.min(Math.max(Math.round(pixels) || 64, 64), 8192);
}

function nearestRatio(ratio: number): AspectRatio {
  const off = (name: AspectRatio) => {
    const [width = 1, height = 1] = name.split(':').map(Number);
    return Math.abs(Math.log(width / height / ratio));
  };
  return ASPECT_RATIOS.reduce((best, each) => (off(each) < off(best) ? each : best));
}

/** Only plain values, in order, until there are as many as fit. */
function parametersOf(values: Record<string, unknown>): RecipeParameters {
  const entries = Object.entries(values).filter(
    ([name, value]) => RecipeParameters.safeParse({ [name]: value }).success,
  );
  return Object.fromEntries(entries.slice(0, 50)) as RecipeParameters;
}
