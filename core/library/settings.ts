import { DEFAULT_SETTINGS, Settings } from '../../contract/studio/settings.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import { describeFrom } from './analyses.ts';
import { seenRow } from './apply.ts';
import type { LibraryContext } from './context.ts';
import { wishForMeanings } from './meanings.ts';
import { enqueuePush } from './outbox.ts';

const KEY = 'settings';

/**
 * What was chosen on this machine, and what the account's profile says; a value that no longer fits falls back to its
 * default.
 */
export function readSettings(db: Database): Settings {
  const row = db.get<{ value: string }>('select value from settings where key = ?', KEY);
  const stored = row && Settings.partial().safeParse(JSON.parse(row.value)).data;
  return { ...DEFAULT_SETTINGS, ...stored, ...ofProfile(db) };
}

function ofProfile(db: Database): Partial<Settings> {
  const id = profileId(db);
  const isWished = id && seenRow(db, 'profiles', id)?.['notifications_enabled'];
  return typeof isWished === 'boolean' ? { notifyDone: isWished } : {};
}

/** Nothing before the account was pulled for the first time. */
function profileId(db: Database): string | undefined {
  return db.get<{ id: string }>('select id from profiles limit 1')?.id;
}

/** Changes settings, and those of the profile on every machine of the account. */
export function updateSettings(context: LibraryContext, change: Partial<Settings>): Settings {
  const { db, clock } = context;
  return context.command(['settings'], () => {
    writeSettings(db, change, instant(clock));
    const rowId = profileId(db);
    if (change.notifyDone !== undefined && rowId !== undefined) {
      const fields = { notifications_enabled: change.notifyDone };
      enqueuePush(context, { table: 'profiles', rowId, op: 'upsert', fields });
    }
    return readSettings(db);
  });
}

export function writeSettings(db: Database, change: Partial<Settings>, now: string): Settings {
  const before = readSettings(db);
  const settings = { ...before, ...change };
  if (settings.describeKept !== before.describeKept) {
    describeFrom(db, settings.describeKept ? now : null);
  }
  if (settings.findByMeaning !== before.findByMeaning) {
    wishForMeanings(db, settings.findByMeaning, now);
  }
  db.run(
    `insert into settings (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    KEY,
    JSON.stringify(settings),
  );
  return settings;
}
