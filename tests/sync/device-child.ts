import { MIGRATIONS } from '../../core/library/migrations/all.ts';
import { createCollection } from '../../core/library/edit-collections.ts';
import { createSync } from '../../core/sync/sync.ts';
import { systemClock } from '../../core/system/clock.ts';
import { openDatabase } from '../../core/system/database.ts';
import { accountPaths, studioPaths } from '../../core/system/paths.ts';
import { importFile } from '../../core/media/import-file.ts';
import { asPng, openLibrary } from './device.ts';

/** A device that works and syncs until it is killed. Says what was kept, one line a command that has ended. */
const [folder = '', url = '', anonKey = '', email = '', password = '', run = ''] =
  process.argv.slice(2);
const paths = accountPaths(studioPaths(folder), 'solo');
const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
let session: string | undefined;
const { context, store, deps } = openLibrary(paths, db, {
  clock: systemClock,
  fetch,
  session: {
    read: async () => session,
    write: async (text) => void (session = text ?? undefined),
  },
  wakeSync: () => sync.wake(),
});
const sync = createSync(deps);
sync.connect({ url, anonKey, credentials: { email, password } });

for (let nr = 0; ; nr += 1) {
  const name = `${run} ${nr}`;
  const work = await importFile(context, store, asPng(Buffer.from(name)), { fileName: 'a.png' });
  process.stdout.write(`work ${work.id}\n`);
  const { id } = createCollection(context, name, [work.id]);
  process.stdout.write(`collection ${id}\n`);
  await new Promise((resolve) => setTimeout(resolve, 10));
}
