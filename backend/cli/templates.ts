import { extname } from 'node:path';
import { z } from 'zod';
import { Id } from '../../contract/primitives.ts';
import { MAX_TEMPLATE_FILE, TEMPLATE_FILES } from '../../contract/studio/templates.ts';
import { readNamed, writeNamed } from './shelf-files.ts';
import { readShelfOptions, requireIds, type ShelfOptions } from './shelf-options.ts';
import type { StudioClient } from './studio-client.ts';
import {
  type Answer,
  type Output,
  runSubcommand,
  type Subcommands,
  wrongUse,
} from './subcommands.ts';

const HELP = `Usage: npm run -s atelier -- templates <what> [options]

  list                    templates, most used first
  export FILE             into a file that ends in .json or .csv: all, or those of --id
  import FILE             add those of such a file; what does not fit is told by its place, and the rest is added

  --data DIR              the library's folder
  --json                  print one JSON object
  --id ID                 export: this one; may be given again and again

Where the browser studio has the library open, that one does it. Exits 0 when all went well, 3 when something was
left out, 2 on a wrong use, 1 on any other error.
`;

const VERBS: Subcommands<ShelfOptions>['verbs'] = {
  list: { run: list, takes: 'none' },
  export: { run: exportTo, takes: 'one' },
  import: { run: importFrom, takes: 'one' },
};

/** `npm run atelier -- templates …` */
export function templates(args: string[], output?: Output): Promise<number> {
  return runSubcommand(
    { name: 'templates', help: HELP, read: readShelfOptions, verbs: VERBS },
    args,
    output,
  );
}

async function list({ calls }: StudioClient): Promise<Answer> {
  const items = await calls.templates.list();
  return {
    value: { items, total: items.length },
    lines: [
      ...items.map(({ id, uses, category, name }) => `${id}  ${uses}×  ${category}  ${name}`),
      `${items.length} in all.`,
    ],
  };
}

async function exportTo(
  { calls }: StudioClient,
  [file = '']: string[],
  { id }: ShelfOptions,
): Promise<Answer> {
  const as = z.enum(TEMPLATE_FILES).safeParse(extname(file).slice(1).toLowerCase()).data;
  if (!as) throw wrongUse('The file ends in .json or .csv.');
  const ids = id && z.array(Id).safeParse(id);
  if (ids && !ids.success) throw wrongUse('--id takes the id of a template.');
  const all = await calls.templates.list();
  requireIds(ids?.data, all, 'template');
  const text = await calls.templates.exported({ as, ...(ids && { ids: ids.data }) });
  const path = await writeNamed(file, text);
  const count = ids?.data.length ?? all.length;
  return { value: { path, count }, lines: [`${count} exported to ${path}.`] };
}

async function importFrom({ calls }: StudioClient, [file = '']: string[]): Promise<Answer> {
  const text = await readNamed(file, MAX_TEMPLATE_FILE);
  const { added, refused } = await calls.templates.imported({ text });
  return {
    value: { added, refused },
    lines: [
      `${added.length} added.`,
      ...refused.map(({ at, reason }) => `Left out: number ${at}: ${reason}`),
    ],
    partly: refused.length > 0,
  };
}
