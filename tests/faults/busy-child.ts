import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { openTestStudio } from '../../core/test-studio.ts';
import { createRandom } from '../sync/random.ts';

/**
 * A studio that works until it is killed. Says each command before it is given (`try`) and after it was answered
 * (`done`), so that whoever kills it knows what must hold: what was answered, and perhaps what was tried last.
 */
export type Said =
  | { say: 'open' }
  | { say: 'try' | 'done'; what: 'import'; sha256: string | null }
  | { say: 'try' | 'done'; what: 'edit'; ids: string[]; field: string; value: string };

const [data = '', mode = '', seed = '1'] = process.argv.slice(2);
const { studio, calls } = await openTestStudio(data);
const random = createRandom(Number(seed));

function say(said: Said): void {
  process.send?.(said);
}

async function importForEver(): Promise<void> {
  for (;;) {
    const pixels = randomBytes(24 * 18 * 3);
    const image = sharp(pixels, { raw: { width: 24, height: 18, channels: 3 } });
    const body = new Uint8Array(await image.png().toBuffer());
    say({ say: 'try', what: 'import', sha256: null });
    const answer = await studio.media(new Request('http://x/import', { method: 'POST', body }));
    const { value } = (await answer.json()) as { value: { sha256: string } };
    say({ say: 'done', what: 'import', sha256: value.sha256 });
  }
}

/** One command about some works; what it sets in each of them, all or none. */
async function edit(all: readonly string[], collection: string, nr: number): Promise<void> {
  const ids = all.filter(() => random.chance(0.3));
  const [first = all[0] ?? ''] = ids;
  if (ids.length === 0) ids.push(first);
  const commands = [
    {
      field: 'title',
      value: `${seed}-${nr}`,
      run: () => calls.library.update({ ids, patch: { title: `${seed}-${nr}` } }),
    },
    {
      field: 'rating',
      value: String(nr % 6),
      run: () => calls.library.update({ ids, patch: { rating: nr % 6 } }),
    },
    {
      field: 'tags',
      value: `["t${nr % 9}"]`,
      run: () => calls.library.update({ ids, patch: { tags: [`t${nr % 9}`] } }),
    },
    { field: 'trashed', value: 'true', run: () => calls.library.trash({ ids }) },
    { field: 'trashed', value: 'false', run: () => calls.library.restore({ ids }) },
    {
      field: 'moved',
      value: 'true',
      run: () => calls.collections.add({ id: collection, assetIds: ids }),
    },
    {
      field: 'moved',
      value: 'false',
      run: () => calls.collections.take({ id: collection, assetIds: ids }),
    },
  ];
  const command = random.pick(commands);
  if (!command) return;
  const { field, value } = command;
  say({ say: 'try', what: 'edit', ids, field, value });
  await command.run();
  say({ say: 'done', what: 'edit', ids, field, value });
}

/** Deletes for good now and then too: the row goes first, the file after it. */
async function purgeOne(): Promise<void> {
  const extra = (await calls.library.list({ search: 'spare', limit: 1 })).items[0];
  if (!extra) return;
  await calls.library.trash({ ids: [extra.id] });
  await calls.library.purge({ ids: [extra.id] });
}

async function editForEver(): Promise<void> {
  const [collection] = await calls.collections.list();
  const all = (await calls.library.list({ search: 'kept', limit: 500 })).items.map(({ id }) => id);
  all.push(
    ...(await calls.library.list({ search: 'kept', shelf: 'trash', limit: 500 })).items.map(
      ({ id }) => id,
    ),
  );
  all.sort();
  for (let nr = 0; ; nr += 1) {
    await edit(all, collection?.id ?? '', nr);
    if (random.chance(0.1)) await purgeOne();
    // The one who kills must have its turn as well.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

say({ say: 'open' });
await (mode === 'import' ? Promise.all([importForEver(), importForEver()]) : editForEver());
