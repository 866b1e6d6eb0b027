import type { Routine } from '../schema/catalog.ts';
import { type Params, ident, qualified } from '../sql-text.ts';

/** Where the arguments of a call come from. */
export type CallInput =
  /** A JSON object of named arguments. */
  | { kind: 'json'; json: string; names: ReadonlySet<string> }
  /** The whole body for a function with one unnamed parameter. */
  | { kind: 'body'; value: string }
  /** Texts of a query string or a form; several of one name for a variadic parameter. */
  | { kind: 'texts'; values: ReadonlyMap<string, readonly string[]> };

export const SCALAR = 'pgrst_scalar';

/**
 * A FROM item that calls the function. JSON arguments bind by their parameters' types, as `json_populate_record`
 * would, so that an object fits a composite and an array an array.
 */
export function renderCall(
  routine: Routine,
  input: CallInput,
  params: Params,
  alias: string,
): string {
  const args = renderArguments(routine, input, params);
  const call = `${qualified(routine.schema, routine.name)}(${args})`;
  const record = input.kind === 'json' ? renderRecord(routine, input, params) : null;
  if (routine.returns.shape === 'composite') {
    return `${record === null ? '' : `${record}, lateral `}${call} as ${ident(alias)}`;
  }
  return `(select ${call} as ${SCALAR} ${record === null ? '' : `from ${record}`}) as ${ident(alias)}`;
}

function renderRecord(
  routine: Routine,
  input: CallInput & { kind: 'json' },
  params: Params,
): string | null {
  const used = routine.arguments.filter(({ name }) => input.names.has(name));
  if (used.length === 0) return null;
  const types = used.map(({ name, type }) => `${ident(name)} ${type}`).join(', ');
  return `json_to_record(${params.add(input.json)}::json) as pgrst_args (${types})`;
}

function renderArguments(routine: Routine, input: CallInput, params: Params): string {
  if (input.kind === 'body') return `${params.add(input.value)}::${routine.unnamed ?? 'text'}`;
  const used = routine.arguments.filter(({ name }) =>
    input.kind === 'json' ? input.names.has(name) : input.values.has(name),
  );
  return used
    .map((argument) => {
      const { name, type, variadic } = argument;
      const prefix = variadic ? 'variadic ' : '';
      if (input.kind === 'json') return `${prefix}${ident(name)} := pgrst_args.${ident(name)}`;
      const texts = input.values.get(name) ?? [];
      const value = variadic ? texts : texts.at(-1);
      return `${prefix}${ident(name)} := ${params.add(value)}::${type}`;
    })
    .join(', ');
}
