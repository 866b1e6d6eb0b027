import type { LibraryAsset } from './assets.ts';

/** Names of exported files: pure rules that the renderer shows a preview with and the studio names files by. */
export const NAME_TOKENS = [
  'date',
  'time',
  'project',
  'title',
  'prompt',
  'seed',
  'model',
  'n',
  'id',
  'ext',
] as const;
export type NameToken = (typeof NAME_TOKENS)[number];

export const DEFAULT_TEMPLATE = '{date}/{project}/{title}-{seed}';

/** Windows takes 260 characters for a whole path, other systems 255 bytes a name: this leaves room for a folder, an ending and a number. */
const LONGEST_PART = 100;
const LONGEST_BYTES = 180;
const MOST_FOLDERS = 6;

const TOKEN = /\{([^{}]*)\}/g;

/** The first thing in a template that is no token of ours; nothing if it holds. */
export function badToken(template: string): string | undefined {
  for (const [whole, name = ''] of template.matchAll(TOKEN)) {
    if (!(NAME_TOKENS as readonly string[]).includes(name)) return whole;
  }
  return undefined;
}

/** What a template may tell of one work. `n`: its place in the export; dates as the creator lived them. */
export function nameValues(
  work: LibraryAsset,
  { project, n, extension }: { project: string | undefined; n: string; extension: string },
): Partial<Record<NameToken, string>> {
  const made = new Date(work.createdAt);
  const two = (part: number) => String(part).padStart(2, '0');
  const { recipe } = work;
  const title =
    work.title ?? work.fileName?.replace(/\.[^.]{1,8}$/, '') ?? recipe?.prompt.slice(0, 80);
  return {
    date: `${made.getFullYear()}-${two(made.getMonth() + 1)}-${two(made.getDate())}`,
    time: `${two(made.getHours())}-${two(made.getMinutes())}-${two(made.getSeconds())}`,
    project: project ?? '',
    title: title ?? '',
    prompt: recipe?.prompt.slice(0, 80) ?? '',
    seed: recipe?.seed === undefined ? '' : String(recipe.seed),
    model: recipe?.modelName ?? '',
    n,
    id: work.id,
    ext: extension,
  };
}

/**
 * The path of one file below the export's folder, with slashes and without an ending: folders and name each safe on
 * Windows, macOS and Linux. Slashes of the template part folders, those of values never do. What is empty leaves no
 * separator behind; a name of which nothing is left is `fallback`.
 */
export function nameFrom(
  template: string,
  values: Readonly<Partial<Record<NameToken, string>>>,
  fallback: string,
): string {
  const filled = template
    .split(/[/\\]/)
    .map((part) => part.replace(/\.?\{ext\}$/, ''))
    .map((part) =>
      safePart(
        part.replace(TOKEN, (_whole, name: NameToken) =>
          (values[name] ?? '').replace(/[/\\]/g, ' '),
        ),
      ),
    );
  const name = filled.pop() || safePart(fallback) || 'file';
  return [...filled.filter((part) => part !== '').slice(0, MOST_FOLDERS), name].join('/');
}

/** What no file system of the three takes in a name, and what none should: control and format characters. */
const UNSAFE = /[<>:"|?*/\\]|\p{C}/gu;
/** Names of devices on Windows, whatever ending follows. */
const RESERVED = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;

export function safePart(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/\s/gu, ' ')
    .replace(UNSAFE, ' ')
    .replace(/ {2,}/g, ' ')
    // What stood between two values of which one is empty.
    .replace(/([-_]) *[-_ ]+/g, '$1')
    .replace(/^[ ._-]+|[ ._-]+$/g, '');
  const short = cut(plain).replace(/[ .]+$/, '');
  return RESERVED.test(short) ? `_${short}` : short;
}

/** Never in the middle of a sign. */
function cut(text: string): string {
  let short = '';
  let bytes = 0;
  for (const sign of text) {
    bytes += utf8Length(sign);
    if (short.length + sign.length > LONGEST_PART || bytes > LONGEST_BYTES) break;
    short += sign;
  }
  return short;
}

function utf8Length(sign: string): number {
  const point = sign.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x8_00) return 2;
  return point < 0x1_00_00 ? 3 : 4;
}
