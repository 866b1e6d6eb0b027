import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import type { OutboxContext } from './context.ts';
import { listRows } from './other-rows.ts';

export interface FontRow {
  sha256: string;
  name: string;
  family: string;
}

/** Days that a font which no brand names is kept: a removed brand can be brought back with it. */
const KEPT_DAYS = 30;

export function findFont(db: Database, sha256: string): FontRow | undefined {
  return db.get<FontRow>('select sha256, name, family from fonts where sha256 = ?', sha256);
}

/** By name. */
export function listFonts(db: Database): FontRow[] {
  const rows = db.all<FontRow>('select sha256, name, family from fonts');
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return rows.toSorted((a, b) => compare(a.name, b.name) || a.sha256.localeCompare(b.sha256));
}

export function fontContent(db: Database, sha256: string): Uint8Array | undefined {
  return db.get<{ content: Uint8Array }>('select content from fonts where sha256 = ?', sha256)
    ?.content;
}

/** Keeps a font; one that is kept already begins its time anew. */
export function keepFont(
  { db, clock }: OutboxContext,
  font: FontRow & { content: Uint8Array },
): void {
  db.run(
    `insert into fonts (sha256, name, family, content, used_at) values (@sha256, @name, @family, @content, @now)
     on conflict (sha256) do update set used_at = excluded.used_at`,
    { ...font, now: instant(clock) },
  );
}

/** Copies all fonts of another library into this one. */
export function copyFonts(from: Database, to: OutboxContext): void {
  to.db.transaction(() => {
    for (const font of listFonts(from)) {
      const content = fontContent(from, font.sha256);
      if (content) keepFont(to, { ...font, content });
    }
  });
}

/** Forgets fonts that no brand has named for long; answers which. */
export function forgetOldFonts({ db, clock }: OutboxContext): string[] {
  return db.transaction(() => {
    const named = new Set(listRows(db, 'brands').flatMap(({ kit }) => fontsIn(kit)));
    for (const sha256 of named) {
      db.run('update fonts set used_at = ? where sha256 = ?', instant(clock), sha256);
    }
    const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000).toISOString();
    const old = db.column<string>('select sha256 from fonts where used_at < ?', before);
    db.run('delete from fonts where used_at < ?', before);
    return old;
  });
}

function fontsIn(kit: unknown): string[] {
  if (typeof kit !== 'object' || kit === null) return [];
  const values: unknown[] = Object.values(kit);
  return values.filter((value) => typeof value === 'string');
}
