import { MAX_BATCH_ROWS } from '../../../contract/studio/batch.ts';
import { CsvError, parse } from 'csv-parse/sync';
import { decodeTable, type TableEncoding } from './decode.ts';
import { type Delimiter, findDelimiter, separatorLine } from './delimiter.ts';
import { readTableBytes } from './read-bytes.ts';

export const MAX_ROWS = MAX_BATCH_ROWS;
export const MAX_COLUMNS = 200;
/** Longest cell: a prompt, and room for what is cut from it. */
export const MAX_CELL_LENGTH = 20_000;

export interface TableColumn {
  /** As it stands in the file, trimmed; '' where there is none. */
  readonly heading: string;
  /** Different for each column: `Name`, `Name (2)`, `Column 3`. */
  readonly name: string;
}

export interface TableRow {
  /** The line of the file on which the row begins, from 1, as an editor shows it. */
  readonly line: number;
  /** As many as there are columns. Text as it is: what looks like a formula stays text. */
  readonly cells: readonly string[];
}

export type TableProblemCode =
  // Nothing can be run
  | 'no_rows'
  | 'too_many_rows'
  | 'too_many_columns'
  | 'quote_not_closed'
  /** A row without an end: mostly a quote that is not closed, far above where it is noticed. */
  | 'row_too_long'
  | 'unreadable'
  // Told, and read all the same
  | 'one_column'
  | 'empty_heading'
  | 'duplicate_heading'
  | 'too_few_cells'
  | 'too_many_cells'
  | 'cell_too_long';

export interface TableProblem {
  readonly code: TableProblemCode;
  /** True where the table cannot be run as it is. */
  readonly stops: boolean;
  readonly line: number;
  /** The column's name. */
  readonly column?: string;
}

export interface Table {
  readonly encoding: TableEncoding;
  readonly delimiter: Delimiter;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** At most 1,000. */
  readonly problems: readonly TableProblem[];
}

const MOST_PROBLEMS = 1_000;
const STOPPING: ReadonlySet<TableProblemCode> = new Set([
  'no_rows',
  'too_many_rows',
  'too_many_columns',
  'quote_not_closed',
  'row_too_long',
  'unreadable',
]);

/** A file as a table. Errors: `file_too_large`, `file_empty`; everything else is a problem with its line. */
export async function readTableFile(source: AsyncIterable<Uint8Array>): Promise<Table> {
  const { text, encoding } = decodeTable(await readTableBytes(source));
  return readTableText(text, encoding);
}

/** A pasted or decoded table. The first row holds the headings. Never throws. */
export function readTableText(text: string, encoding: TableEncoding = 'utf-8'): Table {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const told = separatorLine(plain);
  const body = told?.rest ?? plain;
  const delimiter = told?.delimiter ?? findDelimiter(body);
  const problems: TableProblem[] = [];
  function tell(code: TableProblemCode, line: number, column?: string): void {
    if (problems.length >= MOST_PROBLEMS && !STOPPING.has(code)) return;
    const where = column === undefined ? { line } : { line, column };
    problems.push({ code, stops: STOPPING.has(code), ...where });
  }
  const first = told ? 2 : 1;
  // A line of nothing but delimiters would be made into millions of cells before they could be counted.
  const isEndless = hasMoreThan(10 * MAX_COLUMNS, delimiter, body);
  if (isEndless) tell('too_many_columns', first);
  const [headings, ...found] = isEndless ? [] : readRecords(body, delimiter, first, tell);
  if (!headings || headings.cells.length > MAX_COLUMNS) {
    if (headings) tell('too_many_columns', headings.line);
    else if (problems.length === 0) tell('no_rows', 1);
    return { encoding, delimiter, columns: [], rows: [], problems };
  }
  const columns = nameColumns(headings, tell);
  if (columns.length === 1) tell('one_column', headings.line);
  if (found.length === 0 && !problems.some(({ stops }) => stops)) tell('no_rows', headings.line);
  if (found.length > MAX_ROWS) tell('too_many_rows', found[MAX_ROWS]?.line ?? 0);
  const rows = found.slice(0, MAX_ROWS).map((row) => fitRow(row, columns, tell));
  return { encoding, delimiter, columns, rows, problems };
}

type Tell = (code: TableProblemCode, line: number, column?: string) => void;

/** Every record that is not blank, with the line it begins on. One that does not end is told, with what came before. */
function readRecords(text: string, delimiter: Delimiter, first: number, tell: Tell): TableRow[] {
  const rows: TableRow[] = [];
  let line = first;
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      // Quotes within a cell that does not begin with one are the creator's own.
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: 4_000_000,
      // The headings, the rows, and one more to know that there are more.
      to: MAX_ROWS + 2 + MAX_BLANK_ROWS,
      on_record: (cells: string[]) => {
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells });
        // Blank lines are records here, so that no line is passed over uncounted.
        line += 1 + cells.reduce((sum, cell) => sum + lineEnds(cell), 0);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    tell(PARSER_PROBLEMS[error.code] ?? 'unreadable', line);
  }
  return rows.slice(0, MAX_ROWS + 2);
}

const PARSER_PROBLEMS: Readonly<Partial<Record<string, TableProblemCode>>> = {
  CSV_QUOTE_NOT_CLOSED: 'quote_not_closed',
  CSV_MAX_RECORD_SIZE: 'row_too_long',
};

/** Blank lines that a spreadsheet leaves below a table, without end. */
const MAX_BLANK_ROWS = 100_000;

function lineEnds(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  return count;
}

function nameColumns({ line, cells }: TableRow, tell: Tell): TableColumn[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const heading = cell.replace(/\s+/g, ' ').trim();
    const usual = heading || `Column ${index + 1}`;
    let name = usual;
    for (let twin = 2; taken.has(name.toLowerCase()); twin += 1) name = `${usual} (${twin})`;
    taken.add(name.toLowerCase());
    if (heading === '') tell('empty_heading', line, name);
    else if (name !== heading) tell('duplicate_heading', line, name);
    return { heading, name };
  });
}

/** Whether the first line has more than `most` of a sign. */
function hasMoreThan(most: number, sign: string, text: string): boolean {
  const end = text.indexOf('\n');
  let at = -1;
  for (let count = 0; count <= most; count += 1) {
    at = text.indexOf(sign, at + 1);
    if (at === -1 || (end !== -1 && at > end)) return false;
  }
  return true;
}

/** Cells that are missing are empty; those beyond the headings are left out if blank, and told if not. */
function fitRow({ line, cells }: TableRow, columns: readonly TableColumn[], tell: Tell): TableRow {
  if (cells.length < columns.length) tell('too_few_cells', line);
  if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) tell('too_many_cells', line);
  return {
    line,
    cells: columns.map(({ name }, index) => {
      const cell = cells[index] ?? '';
      if (cell.length <= MAX_CELL_LENGTH) return cell;
      tell('cell_too_long', line, name);
      return cell.slice(0, MAX_CELL_LENGTH);
    }),
  };
}
