import { z } from 'zod';
import { type Brand, BrandFields } from '../../contract/brands.ts';
import { AtelierError } from '../../contract/errors.ts';
import { readNamed, writeNamed } from './shelf-files.ts';
import { readShelfOptions, requireIds, type ShelfOptions } from './shelf-options.ts';
import type { StudioClient } from './studio-client.ts';
import { type Answer, type Output, runSubcommand, type Subcommands } from './subcommands.ts';

const HELP = `Usage: npm run -s atelier -- brands <what> [options]

  list                    brands, by name
  export FILE             into a JSON file: all, or those of --id
  import FILE             add those of such a file; one that is here already, just as it is, stays the only one

  --data DIR              the library's folder
  --json                  print one JSON object
  --id ID                 export: this one; may be given again and again

Logo and own fonts are named by their content: they do not travel with the file. Where the browser studio has the
library open, that one does it. Exits 0 when all went well, 3 when something was left out, 2 on a wrong use, 1 on any
other error.
`;

/** A file of brands above this many characters, or this many brands, is refused. */
const MAX_FILE = 1_000_000;
const MAX_AT_ONCE = 500;

/** The version is for the day on which a file has to be read differently. */
const BrandFile = z.object({
  atelierBrands: z.literal(1),
  brands: z.array(z.unknown()).max(MAX_AT_ONCE),
});

const VERBS: Subcommands<ShelfOptions>['verbs'] = {
  list: { run: list, takes: 'none' },
  export: { run: exportTo, takes: 'one' },
  import: { run: importFrom, takes: 'one' },
};

/** `npm run atelier -- brands …` */
export function brands(args: string[], output?: Output): Promise<number> {
  return runSubcommand(
    { name: 'brands', help: HELP, read: readShelfOptions, verbs: VERBS },
    args,
    output,
  );
}

async function list({ calls }: StudioClient): Promise<Answer> {
  const items = await calls.brands.list();
  return {
    value: { items, total: items.length },
    lines: [...items.map(({ id, name }) => `${id}  ${name}`), `${items.length} in all.`],
  };
}

async function exportTo(
  { calls }: StudioClient,
  [file = '']: string[],
  { id }: ShelfOptions,
): Promise<Answer> {
  const all = await calls.brands.list();
  requireIds(id, all, 'brand');
  const chosen = all.filter((brand) => id === undefined || id.includes(brand.id));
  const text = JSON.stringify({ atelierBrands: 1, brands: chosen.map(fieldsOf) }, null, 2);
  const path = await writeNamed(file, `${text}\n`);
  return {
    value: { path, count: chosen.length },
    lines: [`${chosen.length} exported to ${path}.`],
  };
}

/** What travels: an id is one library's. */
const fieldsOf = (brand: Brand): BrandFields => BrandFields.parse(brand);

async function importFrom({ calls }: StudioClient, [file = '']: string[]): Promise<Answer> {
  const listed = BrandFile.safeParse(parseJson(await readNamed(file, MAX_FILE)));
  if (!listed.success) throw new AtelierError('invalid_input', 'This is no file of brands.');
  const here = new Set((await calls.brands.list()).map((brand) => lookOf(fieldsOf(brand))));
  const added: Brand[] = [];
  const refused: { at: number; reason: string }[] = [];
  let known = 0;
  for (const [index, one] of listed.data.brands.entries()) {
    const fields = BrandFields.safeParse(one);
    if (!fields.success) {
      const [issue] = fields.error.issues;
      const reason = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
      refused.push({ at: index + 1, reason });
    } else if (here.has(lookOf(fields.data))) known += 1;
    else {
      here.add(lookOf(fields.data));
      added.push(await calls.brands.save(fields.data));
    }
  }
  return {
    value: { added, known, refused },
    lines: [
      `${added.length} added, ${known} here already.`,
      ...refused.map(({ at, reason }) => `Left out: number ${at}: ${reason}`),
    ],
    partly: refused.length > 0,
  };
}

/** One text for brands that are alike: parsed, their parts stand in one order. */
const lookOf = (fields: BrandFields) => JSON.stringify(BrandFields.parse(fields));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
