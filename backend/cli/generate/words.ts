import { AtelierError } from '../../../contract/errors.ts';
import {
  type BatchTable,
  type ColumnUse,
  GridAxes,
  RowParameter,
} from '../../../contract/studio/batch.ts';
import { tokenKey, TokenName } from '../../../contract/tokens/names.ts';

/*
 * What the options of `generate` say of columns and axes. Each part is refused with its option as the field.
 */

/** `[NAME]` is a token; a parameter's own name is that; `field:id` answers a form; `-` is for nothing. */
export function readUse(text: string, field: 'map' | 'grid'): ColumnUse {
  const word = text.trim();
  if (word === '-') return { kind: 'none' };
  if (word.startsWith('field:')) return { kind: 'field', field: word.slice(6) };
  const key = tokenKey(word);
  const parameter = RowParameter.options.find((one) => tokenKey(one) === key);
  if (parameter) return { kind: 'parameter', parameter };
  const name = TokenName.safeParse(/^\[(.*)\]$/.exec(word)?.[1] ?? word);
  if (name.success) return { kind: 'token', name: name.data };
  throw unfit(field, `"${word}" is no token and none of ${RowParameter.options.join(', ')}`);
}

/** What each column is for: what was found, but for those that `--map column=use` names. */
export function usesOf(table: BatchTable, maps: readonly string[]): ColumnUse[] {
  const uses = table.columns.map(({ use }) => use);
  for (const map of maps) {
    const at = map.lastIndexOf('=');
    const column = map.slice(0, at).trim();
    const index = table.columns.findIndex(({ name }) => name === column);
    if (at < 1 || index < 0) {
      const names = table.columns.map(({ name }) => name).join(', ');
      throw unfit('map', `There is no column "${column}". There are: ${names}`);
    }
    uses[index] = readUse(map.slice(at + 1), 'map');
  }
  return uses;
}

/** `axis=a,b,c`, two or three of them; values are divided by `;` instead where one of them holds a comma. */
export function axesOf(texts: readonly string[]): GridAxes {
  const axes = texts.map((text) => {
    const at = text.indexOf('=');
    const values = text.slice(at + 1);
    return {
      use: readUse(text.slice(0, Math.max(0, at)), 'grid'),
      values: values.split(values.includes(';') ? ';' : ',').map((value) => value.trim()),
    };
  });
  const parsed = GridAxes.safeParse(axes);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unfit('grid', `${issue?.path.join('.') ?? ''} ${issue?.message ?? 'does not fit'}`.trim());
}

function unfit(field: string, message: string): AtelierError {
  return new AtelierError('invalid_input', `--${field}: ${message}`, { field });
}
