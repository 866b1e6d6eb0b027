import { type AbsentFont, FONT_BUCKET, FONT_TYPE, type FontAbsence } from '../../contract/fonts.ts';
import { Sha256 } from '../../contract/primitives.ts';
import { instant } from '../system/clock.ts';
import type { Database } from '../system/database.ts';
import type { OutboxContext } from './context.ts';
import { listRows } from './other-rows.ts';
import { enqueueUpload } from './outbox.ts';

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

/** Keeps a font; one that is kept already begins its time anew, with the bytes that its name says. */
export function keepFont(
  { db, clock }: OutboxContext,
  font: FontRow & { content: Uint8Array },
): void {
  db.run(
    `insert into fonts (sha256, name, family, content, used_at) values (@sha256, @name, @family, @content, @now)
     on conflict (sha256) do update set content = excluded.content, used_at = excluded.used_at`,
    { ...font, now: instant(clock) },
  );
  db.run('delete from absent_fonts where sha256 = ?', font.sha256);
}

/** A font whose file said no name, and whose name is known now. */
export function nameFont(db: Database, { sha256, name }: Pick<FontRow, 'sha256' | 'name'>): void {
  db.run('update fonts set name = ? where sha256 = ?', name, sha256);
}

export function forgetFont(db: Database, sha256: string): void {
  db.run('delete from fonts where sha256 = ?', sha256);
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

/** These are in use: their time begins anew. Told of a brand that changes or goes, too, since it can be brought back. */
export function fontsAreUsed({ db, clock }: OutboxContext, sha256s: Iterable<string>): void {
  for (const sha256 of sha256s) {
    db.run('update fonts set used_at = ? where sha256 = ?', instant(clock), sha256);
  }
}

/** Forgets fonts that no brand has named for long; answers which. */
export function forgetOldFonts(context: OutboxContext): string[] {
  const { db, clock } = context;
  return db.transaction(() => {
    fontsAreUsed(context, namedFonts(db));
    const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000).toISOString();
    const old = db.column<string>('select sha256 from fonts where used_at < ?', before);
    db.run('delete from fonts where used_at < ?', before);
    return old;
  });
}

const FONTS_OF_KIT = new Set(['titleFont', 'bodyFont']);

/** The own fonts that a brand's kit names, whatever else stands in it. */
export function fontsOfKit(kit: unknown): string[] {
  if (typeof kit !== 'object' || kit === null) return [];
  const named = Object.entries(kit).filter(([key]) => FONTS_OF_KIT.has(key));
  return named.flatMap(([, value]) => Sha256.safeParse(value).data ?? []);
}

function namedFonts(db: Database): Set<string> {
  return new Set(listRows(db, 'brands').flatMap(({ kit }) => fontsOfKit(kit)));
}

/**
 * Sends those of these fonts up that are here, before the brand that names them (rule S8). Asked for each brand that is
 * saved: what lies there already is not there for ever. Inside a command.
 */
export function sendFonts(context: OutboxContext, sha256s: readonly string[]): void {
  const { db } = context;
  for (const sha256 of new Set(sha256s)) {
    const bytes = db.get<{ n: number }>(
      'select length(content) as n from fonts where sha256 = ?',
      sha256,
    )?.n;
    if (bytes === undefined) continue;
    enqueueUpload(context, { sha256, mime: FONT_TYPE, bytes, bucket: FONT_BUCKET });
    db.run('update fonts set sent_at = ? where sha256 = ?', instant(context.clock), sha256);
  }
}

/** Fonts of brands that were never sent: made before fonts followed, or copied with another library. */
export function unsentFonts(db: Database): string[] {
  const unsent = new Set(db.column<string>('select sha256 from fonts where sent_at is null'));
  return unsent.size === 0 ? [] : [...namedFonts(db)].filter((sha256) => unsent.has(sha256));
}

/** Fonts that brands name and that are not here, with the reason where they could not be had. */
export function absentFonts(db: Database): AbsentFont[] {
  const here = new Set(db.column<string>('select sha256 from fonts'));
  const reasons = new Map(
    db
      .all<{ sha256: string; reason: FontAbsence }>('select sha256, reason from absent_fonts')
      .map(({ sha256, reason }) => [sha256, reason]),
  );
  return [...namedFonts(db)]
    .filter((sha256) => !here.has(sha256))
    .map((id) => ({ id, reason: reasons.get(id) ?? null }));
}

/** It is not asked for again before the next start. */
export function fontIsAbsent(db: Database, sha256: string, reason: FontAbsence): void {
  db.run(
    `insert into absent_fonts (sha256, reason) values (?, ?)
     on conflict (sha256) do update set reason = excluded.reason`,
    sha256,
    reason,
  );
}

export function forgetAbsences(db: Database): void {
  db.run('delete from absent_fonts');
}
