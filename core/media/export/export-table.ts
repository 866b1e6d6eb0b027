import type { LibraryAsset } from '../../../contract/assets.ts';

const COLUMNS: readonly [string, (row: ExportRow) => string | number | null | undefined][] = [
  ['file', ({ name }) => name],
  ['title', ({ work }) => work.title],
  ['created', ({ work }) => work.createdAt],
  ['width', ({ work }) => work.width],
  ['height', ({ work }) => work.height],
  ['rating', ({ work }) => work.rating],
  ['favorite', ({ work }) => (work.isFavorite ? 'yes' : 'no')],
  ['tags', ({ work }) => work.tags.join(', ')],
  ['notes', ({ work }) => work.notes],
  ['made by AI', ({ work }) => (work.recipe ? (work.recipe.isAi ? 'yes' : 'no') : '')],
  ['model', ({ work }) => work.recipe?.modelName],
  ['provider', ({ work }) => work.recipe?.provider],
  ['seed', ({ work }) => work.recipe?.seed],
  ['prompt', ({ work }) => work.recipe?.prompt],
  ['negative prompt', ({ work }) => work.recipe?.negativePrompt],
  ['id', ({ work }) => work.id],
  ['sha256', ({ work }) => work.sha256],
];

interface ExportRow {
  name: string;
  work: LibraryAsset;
}

/** RFC 4180 in UTF-8 with the mark that spreadsheets look for. */
export function csvOf(rows: readonly ExportRow[]): Buffer {
  const lines = [
    COLUMNS.map(([title]) => cell(title)),
    ...rows.map((row) => COLUMNS.map(([, value]) => cell(value(row)))),
  ];
  return Buffer.from(`\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`);
}

/**
 * A cell that no spreadsheet runs: what begins like a formula, also behind spaces, becomes text by an apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe =
    typeof value === 'string' && /^[\s\p{C}]*[=+\-@＝＋－＠\t\r\n|]/u.test(text)
      ? `'${text}`
      : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
