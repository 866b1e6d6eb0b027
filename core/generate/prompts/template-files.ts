import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import {
  MAX_TEMPLATES_AT_ONCE,
  type Template,
  TemplateFields,
  type TemplateForm,
} from '../../../contract/studio/templates.ts';
import { readTableText } from '../table/read-table.ts';
import { writeTable } from '../table/write-table.ts';

/*
 * Templates as a file. JSON holds all of each. CSV has a column for what people edit in a spreadsheet, and the answers
 * of a generator as JSON in one cell; what a spreadsheet would run is written as text.
 */

const COLUMNS = [
  'name',
  'description',
  'category',
  'public',
  'prompt',
  'negative_prompt',
  'model',
  'aspect_ratio',
  'quality',
  'format',
  'count',
  'seed',
  'generator',
  'answers',
] as const;
type Column = (typeof COLUMNS)[number];

/** The version is for the day on which a file has to be read differently. */
const TemplateFile = z.object({
  atelierTemplates: z.literal(1),
  templates: z.array(z.unknown()).max(MAX_TEMPLATES_AT_ONCE),
});

export function writeTemplates(templates: readonly Template[], as: 'json' | 'csv'): string {
  if (as === 'csv') return writeTable(COLUMNS, templates.map(cellsOf));
  // The preview is a picture of this library: it means nothing elsewhere.
  const fields = templates.map(({ name, description, category, isPublic, form }) => ({
    name,
    description,
    category,
    isPublic,
    form,
  }));
  return `${JSON.stringify({ atelierTemplates: 1, templates: fields }, null, 2)}\n`;
}

function cellsOf({ name, description, category, isPublic, form }: Template) {
  const row: Partial<Record<Column, string | number>> = {
    name,
    description,
    category,
    public: isPublic ? 'yes' : 'no',
    model: form.model ?? '',
    // A ratio looks like a time to a spreadsheet.
    aspect_ratio: form.aspectRatio?.replace(':', '×') ?? '',
    quality: form.quality ?? '',
    format: form.format ?? '',
    count: form.count ?? '',
  };
  if (form.kind === 'prompt') {
    row.prompt = form.prompt;
    row.negative_prompt = form.negativePrompt;
    row.seed = form.seed ?? '';
  } else {
    row.generator = form.generator;
    row.answers = JSON.stringify(form.values);
  }
  return COLUMNS.map((column) => row[column] ?? '');
}

interface ReadTemplates {
  read: TemplateFields[];
  /** By their place in the file, from 1. */
  refused: { at: number; reason: string }[];
}

/** Reads what `writeTemplates` wrote. Errors: `invalid_input` where it is no such file at all. */
export function readTemplates(text: string): ReadTemplates {
  const plain = text.replace(/^\ufeff/, '').trimStart();
  const candidates = plain.startsWith('{') ? fromJson(plain) : fromCsv(plain);
  const outcome: ReadTemplates = { read: [], refused: [] };
  for (const [index, candidate] of candidates.entries()) {
    const parsed = TemplateFields.safeParse(candidate);
    if (parsed.success) outcome.read.push({ ...parsed.data, preview: null });
    else outcome.refused.push({ at: index + 1, reason: reasonOf(parsed.error) });
  }
  return outcome;
}

function reasonOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.map(String).join('.') || 'template'}: ${issue?.message ?? ''}`;
}

function fromJson(text: string): readonly unknown[] {
  const file = TemplateFile.safeParse(parseJson(text));
  if (!file.success) throw noFile();
  return file.data.templates;
}

function fromCsv(text: string): readonly unknown[] {
  const { columns, rows, problems } = readTableText(text);
  const at = new Map(columns.map(({ heading }, index) => [heading.toLowerCase(), index]));
  const isOne = at.has('name') && (at.has('prompt') || at.has('generator'));
  if (!isOne || problems.some(({ stops }) => stops) || rows.length > MAX_TEMPLATES_AT_ONCE) {
    throw noFile();
  }
  return rows.map(({ cells }) => {
    const cell = (column: Column) => plainCell(cells[at.get(column) ?? -1] ?? '').trim();
    return {
      name: cell('name'),
      description: cell('description'),
      category: cell('category') || 'other',
      isPublic: cell('public').toLowerCase() === 'yes',
      form: formOf(cell),
    };
  });
}

function formOf(cell: (column: Column) => string): z.input<typeof TemplateForm> {
  const number = (column: Column) => (cell(column) === '' ? undefined : Number(cell(column)));
  const settings = {
    model: cell('model') || undefined,
    aspectRatio: cell('aspect_ratio').replace('×', ':') || undefined,
    quality: cell('quality') || undefined,
    format: cell('format') || undefined,
    count: number('count'),
  };
  const form =
    cell('generator') === ''
      ? {
          kind: 'prompt' as const,
          prompt: cell('prompt'),
          negativePrompt: cell('negative_prompt'),
          seed: number('seed'),
        }
      : {
          kind: 'generator' as const,
          generator: cell('generator'),
          values: parseJson(cell('answers')) ?? {},
        };
  // What stands in the cells is checked with the whole template.
  return { ...settings, ...form } as z.input<typeof TemplateForm>;
}

/** Takes off the apostrophe that keeps a spreadsheet from running a cell. */
function plainCell(cell: string): string {
  return /^'[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noFile(): AtelierError {
  return new AtelierError('invalid_input', 'This is no file of templates.', { reason: 'no_file' });
}
