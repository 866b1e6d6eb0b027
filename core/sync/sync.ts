import { ErrorBody } from '../../contract/errors.ts';
import type { OutboxEntry, SyncStatus } from '../../contract/studio/sync.ts';
import type { z } from 'zod';
import { allRows, tryAgain, withdraw } from '../library/outbox.ts';
import type { SyncDeps, SyncEngine, SyncLink } from '../library/sync-engine.ts';
import { newId } from '../system/ids.ts';
import { listConflicts, resolveConflict } from './conflicts.ts';
import { createLoop } from './loop.ts';
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
    status(): z.infer<typeof SyncStatus> {
      const counts = db.get<{ pending: number; setAside: number }>(
        'select count(*) filter (where set_aside = 0) as pending, count(*) filter (where set_aside = 1) as setAside from outbox',
      );
      const { state, error } = loop.state();
      return {
        state,
        pending: counts?.pending ?? 0,
        setAside: counts?.setAside ?? 0,
        lastSyncedAt: lastSyncedAt(db),
        error,
      };
    },
    outbox: () => allRows(db).map(toEntry),
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
    close: () => loop.close(),
  };
}

function toEntry(row: ReturnType<typeof allRows>[number]): z.infer<typeof OutboxEntry> {
  return {
    id: row.id,
    kind: row.kind,
    target: row.target,
    attempts: row.attempts,
    setAside: row.set_aside === 1,
    error: row.error === null ? null : ErrorBody.parse(JSON.parse(row.error)),
    createdAt: row.created_at,
  };
}
