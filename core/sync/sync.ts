import type { SyncStatus } from '../../contract/studio/sync.ts';
import { allRows, tryAgain, withdraw } from '../library/outbox.ts';
import type { SyncDeps, SyncEngine, SyncLink } from '../library/sync-engine.ts';
import type { Database } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { askFunction, queryDatabase } from './ask-function.ts';
import { listConflicts, resolveConflict } from './conflicts.ts';
import { countMissing } from './files-down.ts';
import { createLoop } from './loop.ts';
import { outboxEntries } from './outbox-entries.ts';
import { proveFile } from './prove-file.ts';
import { lastSyncedAt } from './sync-state.ts';

/**
 * The sync of one account (rules S1 to S9, SPEC.md). It works in the background from the outbox and the cursor in
 * the database: nothing that it holds in memory is missed after a crash.
 */
export function createSync(deps: SyncDeps): SyncEngine {
  const { db, hooks } = deps;
  const loop = createLoop(deps);

  function chosen(ids: readonly string[] | undefined) {
    return allRows(db).filter((row) => (ids ? ids.includes(row.id) : row.set_aside === 0));
  }

  return {
    connect: (link: SyncLink | null) => loop.connect(link),
    wake: () => loop.wake(),
    signedIn: () => loop.signedIn(),
    status(): SyncStatus {
      const { state, error } = loop.state();
      return {
        state,
        ...countOutbox(db),
        conflicts: db.get<{ n: number }>('select count(*) as n from conflicts')?.n ?? 0,
        downloads: countMissing(deps),
        lastSyncedAt: lastSyncedAt(db),
        error,
      };
    },
    outbox: (limit = 200) => outboxEntries(db, limit, loop.uploading()),
    pause: () => loop.pause(),
    resume: () => loop.resume(),
    retry(ids) {
      db.transaction(() => {
        for (const row of chosen(ids)) {
          // The server remembers its verdict on a mutation by its id (rule S2): a new try is a new mutation.
          if (row.set_aside === 1)
            db.run('update outbox set id = ? where seq = ?', newId(), row.seq);
          tryAgain(db, row.seq);
        }
      });
      hooks.changed('sync');
      loop.hurry();
    },
    discard(ids) {
      db.transaction(() => {
        for (const row of chosen(ids)) if (row.set_aside === 1) withdraw(db, row.seq);
      });
      hooks.changed('sync', 'orders', 'workspace', 'library', 'collections');
    },
    conflicts: () => listConflicts(db),
    resolve(id, choice) {
      db.transaction(() => resolveConflict(deps, id, choice));
      hooks.changed('sync', 'library', 'collections', 'account');
      loop.wake();
    },
    fetchFile: (sha256) => loop.fetchFile(sha256),
    fetchPreview: (sha256) => loop.fetchPreview(sha256),
    proveFile: (sha256) => proveFile(deps, loop.session(), sha256),
    ask: (name, body) => askFunction(loop.session(), name, body),
    query: (name, args) => queryDatabase(loop.session(), name, args),
    close: () => loop.close(),
  };
}

type Counts = Pick<SyncStatus, 'pending' | 'uploads' | 'failing' | 'setAside'>;

function countOutbox(db: Database): Counts {
  const counts = db.get<Counts>(
    `select count(*) filter (where set_aside = 0) as pending,
       count(*) filter (where set_aside = 0 and kind = 'upload') as uploads,
       count(*) filter (where set_aside = 0 and error is not null) as failing,
       count(*) filter (where set_aside = 1) as setAside from outbox`,
  );
  return counts ?? { pending: 0, uploads: 0, failing: 0, setAside: 0 };
}
