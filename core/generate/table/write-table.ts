/** What a spreadsheet takes for a formula when it stands first (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\n]/;

/** Text that no spreadsheet runs. A number of ours stays a number, below zero too. */
export function neutralCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return FORMULA.test(value) ? `'${value}` : value;
}

/** CSV as RFC 4180 has it, with a byte order mark, by which spreadsheets know UTF-8. */
export function writeTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const lines = [headings, ...rows].map((row) => row.map(quotedCell).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function quotedCell(value: string | number | null): string {
  const text = neutralCell(value);
  // Also the other delimiters: a spreadsheet may guess.
  return /[",;|\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
