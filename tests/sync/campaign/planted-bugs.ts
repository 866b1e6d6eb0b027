import type { PullAnswer, PullCursor } from '../../../contract/sync.ts';
import { allRows } from '../../../core/library/outbox.ts';
import type { Database } from '../../../core/system/database.ts';
import type { Requests } from './model-wire.ts';
import type { Place, Wiring } from './schedule.ts';

/** Mistakes that a sync engine can make, each wrapped around one that does not make it: the check of the check. */
export const PLANTED_BUGS: Readonly<Record<string, Wiring>> = {
  'the cursor moves before the rows are stored': onRequests((sound, { own }) => ({
    ...sound,
    async pull(after, most) {
      const answer = await sound.pull(after, most);
      if (!answer.expired) writeCursor(own().db, answer.cursor);
      return answer;
    },
  })),
  'an edit leaves the outbox when it is sent, not when it is acknowledged': onRequests(
    (sound, { own }) => ({
      ...sound,
      push(mutations) {
        for (const { id } of mutations) own().db.run('delete from outbox where id = ?', id);
        return sound.push(mutations);
      },
    }),
  ),
  'the mutation of a row always has the same id': onRequests((sound) => ({
    ...sound,
    async push(mutations) {
      const answer = await sound.push(mutations.map((each) => ({ ...each, id: each.rowId })));
      const results = answer.results.map((result, at) => ({
        ...result,
        id: mutations[at]?.id ?? result.id,
      }));
      return { ...answer, results };
    },
  })),
  'tombstones are left out of a pull': onPull((answer) => ({
    ...answer,
    rows: answer.rows.filter(({ row }) => row['deleted_at'] == null),
  })),
  'the base of an edit is ignored': onRequests((sound) => ({
    ...sound,
    push: (mutations) =>
      sound.push(
        mutations.map((each) => (each.base === null ? each : { ...each, base: '999999' })),
      ),
  })),
  'a pulled row is shown without the edits that wait': {
    requests: (sound) => sound,
    database: (db) => ({
      ...db,
      get inTransaction() {
        return db.inTransaction;
      },
      // The query by which rows are written anew.
      all: (sql, ...params) =>
        sql.startsWith('select e.tbl, e.row_id, e.op, e.fields from json_each') && isPulling(db)
          ? []
          : db.all(sql, ...params),
    }),
  },
  'the clock of the device decides which edit is newer': onRequests((sound, { own }) => ({
    ...sound,
    push(mutations) {
      const { clock } = own().context;
      const aDayBehind = clock.now().getTime() < Date.parse('2026-11-21T08:00:00Z') - 3_600_000;
      if (!aDayBehind) return sound.push(mutations);
      const stale = mutations.filter(({ base, op }) => base !== null && op === 'upsert');
      return answerUnseen(sound, mutations, stale);
    },
  })),
  'a resync forgets the edits that wait': onRequests((sound, { own }) => ({
    ...sound,
    async pull(after, most) {
      const answer = await sound.pull(after, most);
      if (answer.expired) own().db.run("delete from outbox where kind = 'push'");
      return answer;
    },
  })),
  'without a hint nothing is pulled': onRequests((sound) => {
    let hints = 2;
    return {
      ...sound,
      async pull(after, most) {
        hints -= 1;
        if (hints >= 0) return sound.pull(after, most);
        const { epoch } = await sound.pull(after, 1);
        return { epoch, expired: false, rows: [], cursor: after, more: false, pending: false };
      },
    };
  }),
  'a file goes up after the row that names it': onRequests((sound) => {
    const waiting: string[] = [];
    return {
      ...sound,
      upload: (path) => void waiting.push(path),
      push(mutations) {
        const answer = sound.push(mutations);
        for (const path of waiting.splice(0)) sound.upload(path);
        return answer;
      },
    };
  }),
  'one acknowledgement counts for two edits': onRequests((sound) => ({
    ...sound,
    push: (mutations) => answerUnseen(sound, mutations, mutations.slice(1).slice(-1)),
  })),
  'the outbox of one account is sent with the session of another': onRequests(
    (sound, { stranger }) => {
      let nr = 0;
      return {
        ...sound,
        push(mutations) {
          nr += 1;
          return nr % 4 === 0 ? stranger().push(mutations) : sound.push(mutations);
        },
      };
    },
  ),
  'a pull splits what one transaction wrote': onRequests((sound) => ({
    ...sound,
    async pull(after, most) {
      const answer = await sound.pull(after, most);
      const last = answer.rows.at(-2);
      const split = last && last.xid === answer.rows.at(-1)?.xid;
      if (!split) return answer;
      // Everything up to that transaction is taken as read, and its last row is not.
      return { ...answer, rows: answer.rows.slice(0, -1) };
    },
  })),
  'an edit of what was deleted brings it back': onRequests((sound) => ({
    ...sound,
    async push(mutations) {
      const answer = await sound.push(mutations);
      const refused = new Set(
        answer.results.flatMap((each) =>
          each.status === 'rejected' && each.code === 'deleted' ? [each.id] : [],
        ),
      );
      const again = mutations.filter(({ id }) => refused.has(id));
      if (again.length === 0) return answer;
      const forced = await sound.push(
        again.map((each) => ({ ...each, id: `${each.id.slice(0, -4)}ffff`, base: '999999' })),
      );
      const results = answer.results.map((each) => {
        const at = again.findIndex(({ id }) => id === each.id);
        const result = forced.results[at];
        return result ? { ...result, id: each.id } : each;
      });
      return { ...answer, results };
    },
  })),
};

function onRequests(plant: (sound: Requests, at: Place) => Requests): Wiring {
  return { requests: plant, database: (db) => db };
}

function onPull(change: (answer: PullAnswer) => PullAnswer): Wiring {
  return onRequests((sound) => ({
    ...sound,
    pull: async (after, most) => change(await sound.pull(after, most)),
  }));
}

function writeCursor(db: Database, cursor: PullCursor): void {
  db.run(
    `insert into sync_state (key, value) values ('cursor', ?)
     on conflict (key) do update set value = excluded.value`,
    JSON.stringify(cursor),
  );
}

/** Rows of the server are only written while something was pulled and the outbox still holds edits. */
function isPulling(db: Database): boolean {
  return allRows(db).some((row) => row.kind === 'push' && row.attempts > 0);
}

/** Says of some edits that they were applied, without having sent them. */
async function answerUnseen(
  sound: Requests,
  mutations: Parameters<Requests['push']>[0],
  unseen: Parameters<Requests['push']>[0],
) {
  const skip = new Set(unseen.map(({ id }) => id));
  const answer = await sound.push(mutations.filter(({ id }) => !skip.has(id)));
  const made = unseen.map(({ id }) => ({
    id,
    status: 'applied' as const,
    row: null,
    conflicts: [],
  }));
  return { ...answer, results: [...answer.results, ...made] };
}
