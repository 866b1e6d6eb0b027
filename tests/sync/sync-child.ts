import { createSync } from '../../core/sync/sync.ts';
import { MIGRATIONS } from '../../core/library/migrations/all.ts';
import { systemClock } from '../../core/system/clock.ts';
import { openDatabase } from '../../core/system/database.ts';
import { accountPaths, studioPaths } from '../../core/system/paths.ts';
import { openLibrary } from './device.ts';

/** A device that does nothing but sync what is in its folder, until it is killed. Says when rows have come. */
const [folder = '', url = '', anonKey = '', email = '', password = ''] = process.argv.slice(2);
const paths = accountPaths(studioPaths(folder), 'solo');
const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
let session: string | undefined;
const { deps } = openLibrary(paths, db, {
  clock: systemClock,
  fetch,
  session: {
    read: async () => session,
    write: async (text) => void (session = text ?? undefined),
  },
});
const count = () => db.column<number>('select count(*) from user_collections')[0] ?? 0;
const known = count();
// Between two slices of a page this process has its turn.
const watching = setInterval(() => {
  if (count() === known) return;
  clearInterval(watching);
  process.send?.('rows');
}, 2);
createSync(deps).connect({ url, anonKey, credentials: { email, password } });
