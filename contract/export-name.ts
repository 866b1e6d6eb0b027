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
