import { DEFAULT_SETTINGS, Settings } from '../../contract/studio/settings.ts';
import type { Database } from '../system/database.ts';
import { describeFrom } from './analyses.ts';

const KEY = 'settings';

/** What was chosen on this machine; a value that no longer fits falls back to its default. */
export function readSettings(db: Database): Settings {
  const row = db.get<{ value: string }>('select value from settings where key = ?', KEY);
  if (!row) return DEFAULT_SETTINGS;
  const stored = Settings.partial().safeParse(JSON.parse(row.value));
  return { ...DEFAULT_SETTINGS, ...stored.data };
}

export function writeSettings(db: Database, change: Partial<Settings>, now: string): Settings {
  const before = readSettings(db);
  const settings = { ...before, ...change };
  if (settings.describeKept !== before.describeKept) {
    describeFrom(db, settings.describeKept ? now : null);
  }
  db.run(
    `insert into settings (key, value) values (?, ?)
     on conflict (key) do update set value = excluded.value`,
    KEY,
    JSON.stringify(settings),
  );
  return settings;
}
