import type { FoundRecipe, Program } from './program.ts';
import { MAX_TEXT } from './json.ts';

const NEGATIVE = 'Negative prompt:';
/** More settings than any version writes. */
const MOST_SETTINGS = 200;

/**
 * AUTOMATIC1111, Forge, and what speaks like them: a PNG text `parameters`, elsewhere the EXIF user comment. The prompt,
 * a line `Negative prompt: …`, and last one line `Steps: 20, Sampler: Euler a, …`
 * (stable-diffusion-webui, modules/infotext_utils.py).
 */
export const automatic1111: Program = {
  id: 'automatic1111',
  read(texts) {
    const text = texts.get('parameters') ?? texts.get('UserComment');
    return text === undefined || text.length > MAX_TEXT ? undefined : parseInfotext(text);
  },
};

function parseInfotext(text: string): FoundRecipe | undefined {
  const lines = text.trim().split(/\r?\n/);
  const last = lines.at(-1) ?? '';
  if (!/^\s{0,9}Steps:\s{0,9}\d/.test(last)) return undefined;
  const words = lines.slice(0, -1);
  const from = words.findIndex((line) => line.startsWith(NEGATIVE));
  const prompt = words.slice(0, from < 0 ? undefined : from);
  const negative = from < 0 ? [] : words.slice(from);
  const { Seed, Model, Size, Version, ...parameters } = settingsOf(last);
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(Size ?? '') ?? [];
  return {
    software: programOf(Version),
    prompt: prompt.join('\n').trim(),
    negativePrompt: negative.join('\n').slice(NEGATIVE.length).trim() || undefined,
    model: Model ?? parameters['Model hash'],
    seed: Seed,
    width: width === undefined ? undefined : Number(width),
    height: height === undefined ? undefined : Number(height),
    parameters,
  };
}

/** Forge's versions begin with an f: `f2.0.1v1.10.1-previous-664-gd557aef9`. */
function programOf(version: string | undefined): string {
  if (version === undefined) return 'Stable Diffusion web UI';
  return version.startsWith('f') ? `Forge ${version}` : `AUTOMATIC1111 ${version}`;
}

/** `Name: value` between commas; a value in quotes may hold commas, and is JSON. */
function settingsOf(line: string): Record<string, string> {
  const settings: [string, string][] = [];
  for (let at = 0; at < line.length && settings.length < MOST_SETTINGS;) {
    const colon = line.indexOf(':', at);
    if (colon < 0) break;
    const name = line.slice(at, colon).trim();
    let start = colon + 1;
    while (line[start] === ' ') start += 1;
    const quoted = line[start] === '"' ? endOfQuotes(line, start) : -1;
    const comma = line.indexOf(',', quoted < 0 ? start : quoted);
    const end = comma < 0 ? line.length : comma;
    const value = line.slice(start, end).trim();
    if (name !== '') settings.push([name, quoted < 0 ? value : unquote(value)]);
    at = end + 1;
  }
  return Object.fromEntries(settings);
}

/** Where the closing quote is; below 0 if there is none. */
function endOfQuotes(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return -1;
}

function unquote(value: string): string {
  try {
    const text: unknown = JSON.parse(value);
    return typeof text === 'string' ? text : value;
  } catch {
    return value;
  }
}
