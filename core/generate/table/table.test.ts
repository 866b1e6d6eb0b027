import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Generator as Form } from '../../../contract/generators.ts';
import { resourcesFolder } from '../../system/resources.ts';
import { readGenerators } from '../generators/read-generators.ts';
import { checkRows, previewRows } from './check-rows.ts';
import { decodeTable } from './decode.ts';
import { findDelimiter } from './delimiter.ts';
import { guessColumns } from './map-columns.ts';
import { MAX_TABLE_BYTES, readTableBytes } from './read-bytes.ts';
import { MAX_ROWS, readTableFile, readTableText, type TableColumn } from './read-table.ts';
import { neutralCell, writeTable } from './write-table.ts';

async function* chunks(...parts: Uint8Array[]) {
  yield* parts;
}
const file = (bytes: Uint8Array) => readTableFile(chunks(bytes));
const utf8 = (text: string) => new TextEncoder().encode(text);
const codes = (table: { problems: readonly { code: string; line: number }[] }) =>
  table.problems.map(({ code, line }) => `${code} ${line}`);

function wide(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('encoding and delimiter', () => {
  const text = 'Prénom;Société\r\nZoé;L’Été & Cie\r\nÆgir;20 €\r\n';
  const cp1252 = Uint8Array.from(
    Buffer.from(text.replace('’', "'").replace('€', '\u0080'), 'latin1'),
  );

  test.each<[string, Uint8Array, string]>([
    ['UTF-8', utf8(text), 'utf-8'],
    ['UTF-8 with a mark', utf8(`\ufeff${text}`), 'utf-8'],
    ['UTF-16 LE', wide(text, 'le', true), 'utf-16le'],
    ['UTF-16 BE', wide(text, 'be', true), 'utf-16be'],
    ['UTF-16 LE without a mark', wide(text, 'le', false), 'utf-16le'],
    ['UTF-16 BE without a mark', wide(text, 'be', false), 'utf-16be'],
    ['windows-1252', cp1252, 'windows-1252'],
  ])('%s is found, and read to the letter', async (_name, bytes, encoding) => {
    const table = await file(bytes);
    expect(table).toMatchObject({ encoding, delimiter: ';', problems: [] });
    expect(table.columns.map(({ name }) => name)).toEqual(['Prénom', 'Société']);
    expect(table.rows[0]?.cells[0]).toBe('Zoé');
    expect(table.rows[1]?.cells).toEqual(['Ægir', '20 €']);
  });

  test.each([
    ['a,b\n1,2', ','],
    ['a;b\n1,5;2', ';'],
    ['a\tb, c\n1\t2', '\t'],
    ['a|b\n1|2', '|'],
    ['"x,y";b\n"1,2";3\n"4,5";6', ';'],
    ['prompt\na fox, a hat; a boat', ','],
    ['name;text\nAda;one, two, three\nBob;four, five, six', ';'],
    ['', ','],
  ])('%j is divided by %j', (text, delimiter) => {
    expect(findDelimiter(text)).toBe(delimiter);
  });

  test('the line that names the delimiter is no row, and is counted', () => {
    const table = readTableText('sep=|\na,x|b\n1,5|2\n');
    expect(table).toMatchObject({ delimiter: '|', rows: [{ line: 3, cells: ['1,5', '2'] }] });
  });

  test('bytes of any kind are some text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeTable(bytes).text).not.toContain('\u0000');
        readTableText(decodeTable(bytes).text);
      }),
      { numRuns: 300 },
    );
  });
});

describe('rows', () => {
  test('lines are those of the file, also after cells with line ends and blank lines', () => {
    const table = readTableText(
      'name,text\r\nAda,"one\r\ntwo\r\n""three"""\r\n\r\n  ,\r\nBob,four\rCy,five\nDi,"six\nseven"',
    );
    expect(table.rows).toEqual([
      { line: 2, cells: ['Ada', 'one\ntwo\n"three"'] },
      { line: 7, cells: ['Bob', 'four'] },
      { line: 8, cells: ['Cy', 'five'] },
      { line: 9, cells: ['Di', 'six\nseven'] },
    ]);
    expect(table.problems).toEqual([]);
  });

  test('ragged rows are read and told', () => {
    const table = readTableText('a,b\n1\n1,2,3\n1,2,,\n');
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['1', ''],
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(codes(table)).toEqual(['too_few_cells 2', 'too_many_cells 3']);
    expect(table.problems.every(({ stops }) => !stops)).toBe(true);
  });

  test('headings that are empty or the same get names of their own', () => {
    const table = readTableText('Name,,name, Name (2) ,\n1,2,3,4,5\n');
    expect(table.columns.map(({ name }) => name)).toEqual([
      'Name',
      'Column 2',
      'name (2)',
      'Name (2) (2)',
      'Column 5',
    ]);
    expect(codes(table)).toEqual([
      'empty_heading 1',
      'duplicate_heading 1',
      'duplicate_heading 1',
      'empty_heading 1',
    ]);
  });

  test('formulas and markup are text, quotes within a cell too', () => {
    const { rows } = readTableText('a,b\n=1+1,<b>x</b>\n@SUM(A1),the "best" one\n');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['=1+1', '<b>x</b>'],
      ['@SUM(A1)', 'the "best" one'],
    ]);
  });

  test.each([
    ['', ['no_rows 1']],
    ['\n\n', ['no_rows 1']],
    ['a,b', ['no_rows 1']],
    ['a\n1', ['one_column 1']],
    ['a,b\n1,2\n3,"open\n4,5', ['quote_not_closed 3']],
    [`${'x,'.repeat(201)}x\n1`, ['too_many_columns 1']],
    [`sep=,\n${','.repeat(5_000)}\n1`, ['too_many_columns 2']],
    ['a,"b\n1,2', ['quote_not_closed 1']],
  ])('%j is told', (text, expected) => {
    expect(codes(readTableText(text))).toEqual(expected);
  });

  test('a row without an end is told', () => {
    expect(codes(readTableText(`a,b\n1,"${'x\n'.repeat(2_100_000)}`))).toEqual(['row_too_long 2']);
  });

  test('10,000 rows are read; one more is told with its line', () => {
    const rows = (count: number) => `n,t\n${'x,"y\nz"\n'.repeat(count)}`;
    const full = readTableText(rows(MAX_ROWS));
    expect([full.rows.length, codes(full)]).toEqual([MAX_ROWS, []]);
    expect(full.rows.at(-1)?.line).toBe(20_000);
    const more = readTableText(rows(MAX_ROWS + 1));
    expect([more.rows.length, codes(more)]).toEqual([MAX_ROWS, ['too_many_rows 20002']]);
    expect(more.problems[0]?.stops).toBe(true);
  });

  test('50 MB are refused at the limit, and the source is left', async () => {
    let given = 0;
    let closed = false;
    async function* source() {
      try {
        for (; given < 50; given += 1) yield new Uint8Array(1024 * 1024).fill(97);
      } finally {
        closed = true;
      }
    }
    await expect(readTableBytes(source())).rejects.toMatchObject({ code: 'file_too_large' });
    expect(given).toBeLessThanOrEqual(MAX_TABLE_BYTES / (1024 * 1024) + 1);
    expect(closed).toBe(true);
    await expect(readTableBytes(chunks())).rejects.toMatchObject({ code: 'file_empty' });
  });

  test('any text is read without an error, and its lines go up', () => {
    const pieces = fc.constantFrom(
      '"',
      ',',
      ';',
      '\n',
      '\r\n',
      'a',
      'é',
      '=1',
      ' ',
      '\t',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const { rows, columns } = readTableText(parts.join(''));
        for (const [index, row] of rows.entries()) {
          expect(row.cells).toHaveLength(columns.length);
          expect(row.line).toBeGreaterThan(rows[index - 1]?.line ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('writing', () => {
  test.each(['=1', '+1', '-1', '@x', '\tx', '\rx'])('%j is neutralised', (text) => {
    expect(neutralCell(text)).toBe(`'${text}`);
  });

  test('numbers stay numbers, and what is written is read again', () => {
    const text = writeTable(
      ['a', 'b'],
      [
        [-1.5, 'x, "y"\nz'],
        [null, '=HYPERLINK("x")'],
      ],
    );
    expect(text.startsWith('\ufeffa,b\r\n-1.5,')).toBe(true);
    expect(readTableText(text).rows.map(({ cells }) => cells)).toEqual([
      ['-1.5', 'x, "y"\nz'],
      ['', `'=HYPERLINK("x")`],
    ]);
  });

  test('any cells come back', () => {
    const cell = fc
      .string()
      .map((text) => `x${text.replaceAll('\r', '').replaceAll('\u0000', '')}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const read = readTableText(writeTable(['p', 'q'], rows));
        expect(read.rows.map(({ cells }) => cells)).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});

describe('columns and rows of a batch', () => {
  const columns = (...headings: string[]): TableColumn[] =>
    headings.map((heading, index) => ({ heading, name: heading || `Column ${index + 1}` }));
  const uses = (...headings: string[]) =>
    guessColumns(columns(...headings)).map((use) =>
      use.kind === 'token' ? use.name : use.kind === 'parameter' ? `:${use.parameter}` : use.kind,
    );

  test('what a column is for is found in English and French', () => {
    expect(
      uses('First name', 'Surname', 'Company', 'Job title', 'Prompt', 'Seed', 'Aspect ratio'),
    ).toEqual(['FIRSTNAME', 'LASTNAME', 'COMPANY', 'JOBTITLE', ':prompt', ':seed', ':aspectRatio']);
    expect(uses('Prénom', 'NOM', 'Société', 'Poste', 'Modèle', 'Graine', 'Qualité')).toEqual([
      'FIRSTNAME',
      'LASTNAME',
      'COMPANY',
      'JOBTITLE',
      ':model',
      ':seed',
      ':quality',
    ]);
    expect(uses('Favourite animal', '', '42', 'Prompt', 'Texte')).toEqual([
      'FAVOURITE_ANIMAL',
      'none',
      'none',
      ':prompt',
      'TEXTE',
    ]);
    expect(guessColumns(columns('city'), { tokens: ['City'] })).toEqual([
      { kind: 'token', name: 'City' },
    ]);
  });

  test('rows are checked with the line of the file and the column', () => {
    const table = readTableText(
      'Prénom,Ratio,Nombre,Graine,Qualité,Format\n"Ada\nB",16/9,2,-1,haute,.JPG\n\nBob,7:3,many,1.5,ultra,bmp\n,1:1,99,,,\n',
    );
    const rows = [
      ...checkRows(table, {
        uses: guessColumns(table.columns),
        prompt: 'for [FIRSTNAME] of [COMPANY], {a|b|c}',
        tokens: [
          { name: 'company', value: 'Engines [X]' },
          { name: 'FIRSTNAME', value: 'friend' },
        ],
      }),
    ];
    expect(rows[0]).toMatchObject({
      line: 2,
      aspectRatio: '16:9',
      count: 2,
      quality: 'high',
      format: 'jpeg',
      problems: [{ line: 2, column: null, code: 'nested_token', name: 'company' }].map((one) => ({
        ...one,
        name: 'COMPANY',
      })),
    });
    expect(rows[0]?.prompt).toMatch(/^for Ada\nB of Engines \[X\], [abc]$/);
    expect(rows[0]).not.toHaveProperty('seed');
    expect(rows[1]?.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [5, 'Ratio', 'unknown_value'],
      [5, 'Nombre', 'not_a_number'],
      [5, 'Graine', 'not_a_number'],
      [5, 'Qualité', 'unknown_value'],
      [5, 'Format', 'unknown_value'],
      [5, null, 'nested_token'],
    ]);
    expect(rows[2]?.prompt).toMatch(/^for friend of/);
    expect(rows[2]?.problems).toContainEqual({
      line: 6,
      column: 'Nombre',
      code: 'out_of_range',
      name: '99',
    });
    const usesOf = guessColumns(table.columns);
    expect(previewRows(table, { uses: usesOf, prompt: 'x' }).map(({ line }) => line)).toEqual([
      2, 5, 6,
    ]);
  });

  test('variants are drawn for each picture of a row, or once for a grid', () => {
    const table = readTableText('city,count\nOslo,3\nRome,\nBonn,1\n');
    const options = { uses: guessColumns(table.columns), prompt: '[CITY], {a|b|c}', count: 2 };
    const rows = previewRows(table, options);
    expect(rows.map(({ prompts }) => prompts?.length)).toEqual([3, 2, undefined]);
    expect(rows[0]?.prompts?.toSorted()).toEqual(['Oslo, a', 'Oslo, b', 'Oslo, c']);
    expect(rows[1]?.prompt).toBe(rows[1]?.prompts?.[0]);
    expect(previewRows(table, options)).toEqual(rows);
    const once = previewRows(table, { ...options, drawsOnce: true });
    expect(once.map(({ prompts }) => prompts)).toEqual([undefined, undefined, undefined]);
  });

  test('a row’s own prompt counts, an empty or endless one is told', () => {
    const table = readTableText(
      `prompt,city\n[CITY] by night,Oslo\n,\n,Rome\n${'x'.repeat(2_001)},a\n`,
    );
    const rows = previewRows(table, { uses: guessColumns(table.columns), prompt: '' }, 10);
    expect(rows.map(({ prompt }) => prompt.slice(0, 20))).toEqual([
      'Oslo by night',
      '',
      'x'.repeat(20),
    ]);
    expect(rows.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      [],
      ['empty_prompt'],
      ['outcome_too_long'],
    ]);
  });

  test('columns fill the fields of a generator, options by their label in either language', async () => {
    const shelf = await readGenerators([
      { path: join(resourcesFolder('generators')), source: 'built_in' },
    ]);
    const generator: Form | undefined = shelf.generators.find(({ id }) => id === 'action-figure');
    if (!generator) throw new Error('no action figure');
    const table = readTableText(
      'Nom;Emballage;Accessoires;Couleur principale;Photo\nAda;Coffret de collection;chapeau, canne;1F5FE0;\nBob;nowhere;;;x.png\n',
    );
    const uses = guessColumns(table.columns, { generator });
    expect(uses.every(({ kind }) => kind === 'field')).toBe(true);
    const [ada, bob] = checkRows(table, { uses, prompt: '', generator });
    expect(ada?.problems).toEqual([]);
    expect(ada?.values).toEqual({
      name: 'Ada',
      style: 'collector',
      accessories: ['chapeau', 'canne'],
      primary_colour: '#1f5fe0',
    });
    expect(bob?.problems.map(({ column, code }) => [column, code])).toEqual([
      ['Emballage', 'unknown_value'],
      ['Photo', 'unknown_value'],
    ]);
  });
});
