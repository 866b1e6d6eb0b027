import { MAX_TAGS, Tag } from '../../contract/assets.ts';
import type { Database } from '../system/database.ts';

/** Tags are one if they differ in case alone. */
export function foldTag(tag: string): string {
  return tag.normalize('NFC').toLowerCase();
}

/** What may stand on a work, out of what another program may have written: each once, in order. */
export function cleanTags(tags: readonly unknown[]): string[] {
  const seen = new Map<string, string>();
  for (const tag of tags) {
    const clean = Tag.safeParse(typeof tag === 'string' ? tag.trim().slice(0, 50) : tag).data;
    if (clean !== undefined && !seen.has(foldTag(clean))) seen.set(foldTag(clean), clean);
    if (seen.size === MAX_TAGS) break;
  }
  return [...seen.values()];
}

/** How a tag was first written, so that one tag has one spelling. */
export function spelledAsBefore(db: Database, tag: string): string {
  const known = db.get<{ shown: string }>(
    'select shown from tags where folded = ? and works > 0',
    foldTag(tag),
  );
  return known?.shown ?? tag;
}

/**
 * The numbers of tags. `known`: of those that this transaction has looked up, by their folded form; what has stood on a
 * work in it keeps its spelling.
 */
export function tagNumbers(
  db: Database,
  tags: readonly string[],
  known: Map<string, number>,
): number[] {
  return tags.map((tag) => {
    const folded = foldTag(tag);
    const nr = known.get(folded) ?? tagNumber(db, folded, tag);
    known.set(folded, nr);
    return nr;
  });
}

/**
 * Says which tags works have: pairs of the numbers of a work and a tag. All at once: their trigger and their key make
 * SQLite keep a way back for each statement, 15 of the 17 µs of a pair written alone.
 */
export function putWorkTags(db: Database, pairs: readonly (readonly [number, number])[]): void {
  if (pairs.length === 0) return;
  db.run(
    `insert or ignore into work_tags (library_nr, tag_nr)
     select value ->> 0, value ->> 1 from json_each(?)`,
    JSON.stringify(pairs),
  );
}

export function forgetTags(db: Database, nr: number): void {
  db.run('delete from work_tags where library_nr = ?', nr);
}

function tagNumber(db: Database, folded: string, shown: string): number {
  db.run(
    `insert into tags (folded, shown) values (?, ?)
     on conflict (folded) do update set shown = excluded.shown where works = 0`,
    folded,
    shown,
  );
  const [nr] = db.column<number>('select nr from tags where folded = ?', folded);
  if (nr === undefined) throw new Error('a tag that was just written is not there');
  return nr;
}

const MOST = 20;

/** Tags that begin so, most used first. The count takes in what lies in the trash. */
export function tagsBeginning(db: Database, prefix: string): { value: string; count: number }[] {
  const from = foldTag(prefix.trim());
  return db.all<{ value: string; count: number }>(
    `select shown as value, works as count from tags
     where works > 0 and folded >= @from and folded < @from || char(1114111)
     order by works desc, folded limit ${MOST}`,
    { from },
  );
}
