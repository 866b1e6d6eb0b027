/** The most likely first, where all else is equal. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const SAMPLE_LINES = 50;
const SAMPLE_LENGTH = 256 * 1024;

/** The `sep=;` that spreadsheets write above a table; it is no row of it. */
export function separatorLine(text: string): { delimiter: Delimiter; rest: string } | null {
  const [line = '', sign] = /^sep=([,;\t|])\n/i.exec(text) ?? [];
  const delimiter = DELIMITERS.find((one) => one === sign);
  return delimiter ? { delimiter, rest: text.slice(line.length) } : null;
}

/**
 * The sign that divides the first lines into equally many cells, more than one; signs within quotes do not count.
 * A comma that appears in the sentences of one column divides them unequally, so it loses to the semicolon.
 */
export function findDelimiter(text: string): Delimiter {
  const lines = countSigns(text.slice(0, SAMPLE_LENGTH));
  const [heading] = lines;
  if (!heading) return ',';
  const scores = DELIMITERS.map((delimiter) => {
    const inHeading = heading.get(delimiter) ?? 0;
    if (inHeading === 0) return { delimiter, score: 0 };
    const alike = lines.filter((line) => (line.get(delimiter) ?? 0) === inHeading).length;
    return { delimiter, score: alike / lines.length + Math.min(inHeading, 50) / 1_000 };
  });
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

/** How often each sign stands outside of quotes, line by line; lines that are empty are left out. */
function countSigns(text: string): Map<string, number>[] {
  const lines: Map<string, number>[] = [];
  let line = new Map<string, number>();
  let quoted = false;
  let isEmpty = true;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    if (char === '\n' && !quoted) {
      if (!isEmpty) lines.push(line);
      if (lines.length >= SAMPLE_LINES) return lines;
      line = new Map();
      isEmpty = true;
      continue;
    }
    isEmpty = false;
    if (!quoted && (DELIMITERS as readonly string[]).includes(char)) {
      line.set(char, (line.get(char) ?? 0) + 1);
    }
  }
  // The last line of a sample may be cut short; the only one may not be left out.
  if (!isEmpty && (lines.length === 0 || text.length < SAMPLE_LENGTH)) lines.push(line);
  return lines;
}
