import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LibraryAsset } from '../../contract/assets.ts';
import { AtelierError, ErrorBody } from '../../contract/errors.ts';
import { IMPORT_HEADERS } from '../../contract/host.ts';
import { IMPORT_PATH } from '../../contract/media.ts';
import { ExportOptions } from '../../contract/studio/export.ts';
import { LibraryFilter } from '../../contract/studio/library.ts';
import type { Task } from '../../contract/studio/storage.ts';
import { wholeNumber } from './options.ts';
import type { StudioClient } from './studio-client.ts';
import { type Answer, bodyOf, runSubcommand, type Subcommands, wrongUse } from './subcommands.ts';

const HELP = `Usage: npm run -s atelier -- library <what> [options]

  import PATH…            take pictures and videos, and whole folders
  export --to PLACE       into a folder, or a zip if PLACE ends in .zip: all works, those of --search, or those of --id
  list                    works, newest first
  search WORDS…           works, as the search of the library finds them
  verify                  read every original and look at every row
  repair                  verify, and mend what can be mended
  backup DIR              copy the library as it is now; what is in DIR already is not copied again
  restore DIR             put the library of a backup in the place of this one, which is set aside

  --data DIR              the library's folder
  --json                  print one JSON object
  --collection NAME       import: into this collection, which is made if it is not there
  --id ID                 export: this work; may be given again and again
  --search WORDS          export: what the search finds
  --template T            export: names, such as "{date}/{project}/{title}-{seed}"
  --format F              export: original, webp, png, jpeg or avif
  --edge N                export: longest edge in pixels
  --quality N             export: 1 to 100
  --strip                 export: without metadata, but for the label of AI
  --sidecar, --csv        export: a JSON file beside each, a table of all
  --from DIR              repair: a folder with copies of originals, such as a backup
  --shelf S, --sort S     list, search: all, favorites or trash; newest, oldest, title, rating, largest or best
  --limit N, --offset N   list, search (default 50, 0)

Where the browser studio has the library open, that one does it. Exits 0 when all went well, 3 when something was
left out, found broken or not mended, 2 on a wrong use, 1 on any other error.
`;

const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  collection: { type: 'string' },
  to: { type: 'string' },
  id: { type: 'string', multiple: true },
  search: { type: 'string' },
  template: { type: 'string' },
  format: { type: 'string' },
  edge: { type: 'string' },
  quality: { type: 'string' },
  strip: { type: 'boolean' },
  sidecar: { type: 'boolean' },
  csv: { type: 'boolean' },
  from: { type: 'string' },
  shelf: { type: 'string' },
  sort: { type: 'string' },
  limit: { type: 'string' },
  offset: { type: 'string' },
} as const;

const read = (args: string[]) =>
  parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: true });
type Options = ReturnType<typeof read>['values'];

const VERBS: Subcommands<Options>['verbs'] = {
  import: { run: importPaths, takes: 'some' },
  export: { run: exportTo, takes: 'none' },
  list: { run: list, takes: 'none' },
  search: { run: list, takes: 'some' },
  verify: { run: verify, takes: 'none' },
  repair: {
    run: (client, names, options) => verify(client, names, { ...options, repair: true }),
    takes: 'none',
  },
  backup: { run: backUp, takes: 'one' },
  restore: { run: restore, takes: 'one' },
};

/** `npm run atelier -- library …` */
export function library(args: string[]): Promise<number> {
  return runSubcommand({ name: 'library', help: HELP, read, verbs: VERBS }, args);
}

async function importPaths(
  client: StudioClient,
  names: string[],
  options: Options,
): Promise<Answer> {
  const collectionId =
    options.collection === undefined ? undefined : await collectionOf(client, options.collection);
  const works: LibraryAsset[] = [];
  const refused: { path: string; error: ErrorBody }[] = [];
  let added = 0;
  for (const name of names) {
    const path = resolve(name);
    try {
      if ((await stat(path)).isDirectory()) {
        const whole = await importFolder(client, path, collectionId);
        added += whole.added;
        refused.push(...whole.refusals);
      } else works.push(await importFile(client, path, collectionId));
    } catch (error) {
      refused.push({ path, error: bodyOf(typedOf(error)) });
    }
  }
  added += works.length;
  return {
    value: { added, works, refused },
    lines: [
      `${added} imported.`,
      ...refused.map(({ path, error }) => `Not imported: ${path}: ${error.message}`),
    ],
    partly: refused.length > 0,
  };
}

function typedOf(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  return new AtelierError('file_missing', 'There is no such file.');
}

async function collectionOf({ calls }: StudioClient, name: string): Promise<string> {
  const known = (await calls.collections.list()).find((collection) => collection.name === name);
  return (known ?? (await calls.collections.create({ name }))).id;
}

async function importFile(
  client: StudioClient,
  path: string,
  collectionId: string | undefined,
): Promise<LibraryAsset> {
  const { mtimeMs } = await stat(path);
  const answer = await client.media(IMPORT_PATH, {
    method: 'POST',
    body: await readFile(path),
    headers: {
      [IMPORT_HEADERS.name]: encodeURIComponent(basename(path)),
      [IMPORT_HEADERS.modified]: String(Math.round(mtimeMs)),
      ...(collectionId === undefined ? {} : { [IMPORT_HEADERS.collection]: collectionId }),
    },
  });
  const { value, error } = (await answer.json()) as { value?: unknown; error?: unknown };
  if (answer.ok) return LibraryAsset.parse(value);
  const body = ErrorBody.parse(error);
  throw new AtelierError(body.code, body.message, body.details);
}

async function importFolder({ calls }: StudioClient, path: string, collectionId?: string) {
  const { id } = await calls.imports.folder({ path, ...(collectionId ? { collectionId } : {}) });
  for (;;) {
    const found = (await calls.imports.status()).find((one) => one.id === id);
    if (!found) throw new AtelierError('internal', 'The import of the folder is gone.');
    if (found.error) throw new AtelierError(found.error.code, found.error.message);
    if (found.state !== 'running') return found;
    await wait();
  }
}

async function exportTo(
  { calls }: StudioClient,
  _names: string[],
  options: Options,
): Promise<Answer> {
  if (options.to === undefined) throw wrongUse('--to says where to.');
  const path = resolve(options.to);
  const wanted = ExportOptions.safeParse({
    what: options.id
      ? { ids: options.id }
      : { filter: { sort: 'oldest', ...(options.search ? { search: options.search } : {}) } },
    to: { kind: path.toLowerCase().endsWith('.zip') ? 'zip' : 'folder', path },
    template: options.template,
    format: options.format,
    longestEdge: wholeNumber('edge', options.edge) ?? null,
    quality: wholeNumber('quality', options.quality),
    metadata: options.strip ? 'strip' : 'keep',
    sidecar: options.sidecar,
    csv: options.csv,
  });
  if (!wanted.success) throw wrongUse(problemOf(wanted.error));
  const { id } = await ended(calls, await calls.export.start(wanted.data));
  const { written, skipped, skippedCount } = await calls.export.status({ id });
  return {
    value: { path, written, skipped, skippedCount },
    lines: [
      `${written} exported to ${path}.`,
      ...skipped.map((one) => `Left out: ${one.id}: ${one.error.message}`),
    ],
    partly: skippedCount > 0,
  };
}

async function list({ calls }: StudioClient, names: string[], options: Options): Promise<Answer> {
  const filter = LibraryFilter.safeParse({
    shelf: options.shelf,
    sort: options.sort,
    ...(names.length > 0 ? { search: names.join(' ') } : {}),
  });
  if (!filter.success) throw wrongUse(problemOf(filter.error));
  const page = {
    limit: wholeNumber('limit', options.limit) ?? 50,
    offset: wholeNumber('offset', options.offset) ?? 0,
  };
  const found = await calls.library.list({ ...filter.data, ...page });
  return {
    value: found,
    lines: [
      ...found.items.map(
        ({ id, createdAt, title, fileName, recipe }) =>
          `${id}  ${createdAt.slice(0, 10)}  ${title ?? fileName ?? recipe?.prompt.slice(0, 60) ?? ''}`,
      ),
      `${found.items.length} of ${found.total}.`,
    ],
  };
}

function problemOf({
  issues: [issue],
}: {
  issues: readonly { path: PropertyKey[]; message: string }[];
}) {
  return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'does not fit'}`;
}

async function verify(
  { calls }: StudioClient,
  _names: string[],
  options: Options & { repair?: boolean },
): Promise<Answer> {
  const from = options.from === undefined ? {} : { from: resolve(options.from) };
  await ended(
    calls,
    options.repair ? await calls.storage.repair(from) : await calls.storage.verify(),
  );
  const report = await calls.storage.report();
  if (!report) throw new AtelierError('internal', 'There is no report.');
  const counts = Object.entries(report.counts);
  return {
    value: report,
    lines: [
      `${report.filesRead} files read, ${report.bytesRead} bytes; ${report.rows} rows.`,
      ...(report.mended === null ? [] : [`${report.mended} mended.`]),
      ...(counts.length === 0 ? ['Everything is in order.'] : []),
      ...counts.map(([kind, count]) => `${kind}: ${count}`),
    ],
    partly: counts.length > 0,
  };
}

async function backUp({ calls }: StudioClient, [folder = '']: string[]): Promise<Answer> {
  const path = resolve(folder);
  const task = await ended(calls, await calls.storage.backup({ folder: path }));
  return {
    value: { path, originals: task.done, bytesCopied: task.bytes },
    lines: [`Backed up ${task.done} originals to ${path}; ${task.bytes} bytes were new.`],
  };
}

async function restore({ calls }: StudioClient, [folder = '']: string[]): Promise<Answer> {
  const path = resolve(folder);
  await ended(calls, await calls.storage.restore({ folder: path }));
  const { all } = await calls.library.counts();
  return { value: { path, works: all }, lines: [`Restored ${all} works from ${path}.`] };
}

/** Waits for a task; throws what it failed with. */
async function ended(calls: StudioClient['calls'], { id }: Task): Promise<Task> {
  for (;;) {
    const task = (await calls.storage.tasks()).find((one) => one.id === id);
    if (!task) throw new AtelierError('internal', 'The task is gone.');
    if (task.state === 'done') return task;
    if (task.state !== 'running') {
      const { code, message, details } = task.error ?? { code: 'cancelled', message: 'Cancelled.' };
      throw new AtelierError(code, message, details);
    }
    await wait();
  }
}

const wait = () => new Promise((resolve) => setTimeout(resolve, 100));
