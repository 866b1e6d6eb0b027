import { parseArgs } from 'node:util';
import { wrongUse } from './subcommands.ts';

const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  id: { type: 'string', multiple: true },
} as const;

/** What `templates` and `brands` are told behind their names. Throws what `parseArgs` does. */
export const readShelfOptions = (args: string[]) =>
  parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: true });
export type ShelfOptions = ReturnType<typeof readShelfOptions>['values'];

/** Refuses ids that are not among these. */
export function requireIds(
  ids: readonly string[] | undefined,
  all: readonly { readonly id: string }[],
  what: 'brand' | 'template',
): void {
  const unknown = ids?.find((one) => !all.some(({ id }) => id === one));
  if (unknown !== undefined) throw wrongUse(`There is no ${what} ${unknown}.`);
}
