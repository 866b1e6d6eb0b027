import {
  DEFAULT_OFFLINE_RULES,
  OfflineRules,
  type OfflineUsage,
} from '../../contract/studio/offline.ts';
import { type Clock, instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import type { FileRow } from './files.ts';
import { heldSlots, type SmartCollection } from './query/held.ts';

const KEY = 'offline';

/** What was chosen on this machine for this account; a value that no longer fits falls back to its default. */
export function readOfflineRules(db: Database): OfflineRules {
  const row = db.get<{ value: string }>('select value from settings where key = ?', KEY);
  if (!row) return DEFAULT_OFFLINE_RULES;
  const stored = OfflineRules.partial().safeParse(JSON.parse(row.value));
  return { ...DEFAULT_OFFLINE_RULES, ...stored.data };
}

export function writeOfflineRules(db: Database, change: Partial<OfflineRules>): OfflineRules {
  const rules = { ...readOfflineRules(db), ...change };
  db.run(
    `insert into settings (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    KEY,
    JSON.stringify(rules),
  );
  return rules;
}

/** SQL that holds of a content `f` whose original stays here, and its parameters (rule S8). */
export interface Kept {
  sql: string;
  params: { favorites: number; since: string; collections: string; smart: string };
}

/**
 * A result is kept until it expires, whatever the rules say: it is what was just made. In the trash nothing is kept.
 * `since` is above every date where no months were chosen. Asked of `one` content, its own works are looked up; of `many`,
 * all that is kept is gathered once.
 */
export function keptBy(
  db: Database,
  rules: OfflineRules,
  clock: Clock,
  asked: 'one' | 'many' = 'many',
): Kept {
  const slots = smartSlots(db, rules, clock);
  const params = {
    favorites: rules.favorites ? 1 : 0,
    since: rules.months === null ? '9999' : monthsAgo(clock.now(), rules.months),
    collections: JSON.stringify(rules.collectionIds),
    smart: JSON.stringify(slots),
  };
  if (rules.keep === 'all') return { sql: 'true', params };
  if (rules.keep === 'thumbnails') return { sql: `(${RESULT})`, params };
  const held = slots.length > 0;
  const chosen =
    asked === 'one'
      ? `exists (${WORK} and (${PLAIN} or l.id in (${IN_COLLECTION} and i.library_id = l.id)${held ? ` or l.nr in (${HELD} and h.nr = l.nr)` : ''}))`
      : `f.sha256 in (${held ? `${CHOSEN} union ${OF_WORKS} and l.nr in (${HELD})` : CHOSEN})`;
  return { sql: `(${RESULT} or ${chosen})`, params };
}

const RESULT = 'f.sha256 in (select sha256 from workspace_assets where hidden = 0)';
const OF_WORKS = 'select l.sha256 from user_library l where l.trashed_at is null';
const WORK = `${OF_WORKS} and l.sha256 = f.sha256`;
const PLAIN = '(l.is_favorite = 1 and @favorites = 1 or l.created_at >= @since)';

/** The collections that were named, and what lies in them. */
const COLLECTIONS = `
  with recursive chosen (id) as (
    select value from json_each(@collections)
    union select c.id from user_collections c join chosen on c.parent_id = chosen.id
  )`;
const IN_COLLECTION = `
  select i.library_id from collection_items i
  where i.collection_id in (${COLLECTIONS} select id from chosen)`;

/** What smart collections hold is what their searches find here. */
const HELD =
  'select h.nr from temp.held_works h where h.slot in (select value from json_each(@smart))';

const CHOSEN = `${OF_WORKS} and ${PLAIN} union ${OF_WORKS} and l.id in (${IN_COLLECTION})`;

/** A library that is only read fetches nothing and frees nothing: there, nothing is worked out. */
function smartSlots(db: Database, rules: OfflineRules, clock: Clock): number[] {
  if (rules.keep !== 'chosen' || rules.collectionIds.length === 0 || db.newer) return [];
  const smart = db.all<SmartCollection>(
    `${COLLECTIONS}
     select c.id, c.search from user_collections c join chosen on chosen.id = c.id
     where c.search is not null`,
    { collections: JSON.stringify(rules.collectionIds) },
  );
  return smart.length === 0 ? [] : heldSlots(db, smart, clock.now());
}

function monthsAgo(now: Date, months: number): string {
  const at = new Date(now);
  const day = at.getUTCDate();
  at.setUTCMonth(at.getUTCMonth() - months);
  // The 31st of a month without one is its last day.
  if (at.getUTCDate() !== day) at.setUTCDate(0);
  return at.toISOString();
}

/**
 * Whether an original could go without being lost: it is here, nothing waits to send it, no result shows it, and every
 * work that names it was acknowledged by the server under this very content.
 */
const ACKNOWLEDGED = `
  f.state = 'present'
  and exists (select 1 from user_library l where l.sha256 = f.sha256)
  and not exists (select 1 from outbox o where o.kind = 'upload' and o.target = f.sha256)
  and not exists (select 1 from workspace_assets w where w.sha256 = f.sha256 and w.expires_at > @now)
  and not exists (
    select 1 from user_library l left join server_rows s on s.tbl = 'user_library' and s.id = l.id
    where l.sha256 = f.sha256 and not (
      s.xid is not null and s.unconfirmed = 0
      and s.row ->> '$.deleted_at' is null
      and s.row ->> '$.storage_path' is not null
      and s.row ->> '$.sha256' = f.sha256))`;

/** Originals that no rule keeps and that the server acknowledged; whether it still has them is to be asked. */
export function freeableFiles(db: Database, clock: Clock): FileRow[] {
  const kept = keptBy(db, readOfflineRules(db), clock);
  return db.all<FileRow>(
    `select * from files f where ${ACKNOWLEDGED} and not ${kept.sql} order by bytes desc`,
    { now: instant(clock), ...kept.params },
  );
}

/** The same of one content, asked again in the transaction that lets it go. */
export function isFreeable(db: Database, clock: Clock, sha256: string): boolean {
  const kept = keptBy(db, readOfflineRules(db), clock, 'one');
  const found = db.get(
    `select 1 from files f where f.sha256 = @sha256 and ${ACKNOWLEDGED} and not ${kept.sql}`,
    { sha256, now: instant(clock), ...kept.params },
  );
  return found !== undefined;
}

/** Where the originals of the library are, and would be under these rules. */
export function offlineUsage(db: Database, clock: Clock, rules: OfflineRules): OfflineUsage {
  const kept = keptBy(db, rules, clock);
  const amount = (where: string, params: Partial<Kept['params'] & { now: string }> = {}) =>
    db.get<OfflineUsage['here']>(
      `select count(*) as count, coalesce(sum(bytes), 0) as bytes from files f where ${where}`,
      { ...params },
    ) ?? { count: 0, bytes: 0 };
  const works = 'f.sha256 in (select sha256 from user_library where trashed_at is null)';
  const away = `f.state <> 'present' and ${works}`;
  return {
    here: amount(`f.state = 'present' and f.sha256 in (select sha256 from user_library)`),
    coming: amount(`${away} and ${kept.sql}`, kept.params),
    cloudOnly: amount(`${away} and not ${kept.sql}`, kept.params),
    freeable: amount(`${ACKNOWLEDGED} and not ${kept.sql}`, {
      now: instant(clock),
      ...kept.params,
    }),
  };
}

/** Whether a rule wants an original here. */
export function isKeptHere(db: Database, clock: Clock, sha256: string): boolean {
  const kept = keptBy(db, readOfflineRules(db), clock, 'one');
  const found = db.get(`select 1 from files f where f.sha256 = @sha256 and ${kept.sql}`, {
    sha256,
    ...kept.params,
  });
  return found !== undefined;
}
