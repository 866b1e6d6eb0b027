import type { Database } from '../system/database.ts';
import { type Oklab, oklabOfHex } from './oklab.ts';

/**
 * What colour and looks are compared by, of every work of a library, in typed arrays (about 40 bytes a work) that are
 * scanned from end to end. Triggers of this connection note which works changed; the next question brings those up to
 * date first.
 */

export interface Likenesses {
  /** Works in the arrays; those behind are room. In the order of their numbers. */
  count: number;
  nrs: Uint32Array;
  /** 64 bits each, the high half first. */
  hashes: Uint32Array;
  /** `SWATCH_BYTES` for each of `SWATCHES`: lightness, a, b, and the share, 0 for none. */
  swatches: Uint8Array;
  /** 1: hash and palette are known. */
  known: Uint8Array;
  /** Raised by every change of what is in here. */
  generation: number;
}

const SWATCHES = 6;
export const SWATCH_BYTES = 4;
export const WORK_BYTES = SWATCHES * SWATCH_BYTES;
/** Rows read at once: a million in one answer would take a gigabyte for a moment. */
const PAGE = 10_000;

const indexes = new WeakMap<Database, Likenesses>();

/** The arrays of a library, up to date. If nobody warmed them, reads all of it now. */
export function likenessesOf(db: Database): Likenesses {
  let index = indexes.get(db);
  if (index) {
    catchUp(db, index);
    return index;
  }
  watch(db);
  index = emptyIndex();
  loadAll(db, index);
  indexes.set(db, index);
  return index;
}

/**
 * Reads what questions need without holding up anything else: at a million works some seconds. Without it the first
 * question takes that long.
 */
export async function warmLikenesses(db: Database): Promise<void> {
  if (indexes.has(db)) return;
  watch(db);
  const index = emptyIndex();
  reserve(index, countWorks(db));
  for (const page of pages(db, 1_000)) {
    for (const row of page) writeWork(index, index.count, row);
    await new Promise((resolve) => void setImmediate(resolve));
    // A question that could not wait was faster.
    if (indexes.has(db)) return;
  }
  indexes.set(db, index);
}

function emptyIndex(): Likenesses {
  return {
    count: 0,
    nrs: new Uint32Array(),
    hashes: new Uint32Array(),
    swatches: new Uint8Array(),
    known: new Uint8Array(),
    generation: 0,
  };
}

export interface LooksRow {
  nr: number;
  phash: string | null;
  palette: string | null;
}

export const SELECT_LOOKS = `select l.nr, f.phash, f.palette from user_library l
  left join files f on f.sha256 = l.sha256`;

function loadAll(db: Database, index: Likenesses): void {
  index.count = 0;
  index.generation += 1;
  reserve(index, countWorks(db));
  for (const page of pages(db, PAGE)) for (const row of page) writeWork(index, index.count, row);
}

function countWorks(db: Database): number {
  return db.get<{ n: number }>('select count(*) as n from user_library')?.n ?? 0;
}

/** Works added meanwhile come in the last page; those changed or removed meanwhile are noted. */
function* pages(db: Database, size: number): Generator<LooksRow[]> {
  for (let after = -1; ;) {
    const rows = db.all<LooksRow>(
      `${SELECT_LOOKS} where l.nr > ? order by l.nr limit ?`,
      after,
      size,
    );
    yield rows;
    after = rows.at(-1)?.nr ?? after;
    if (rows.length < size) return;
  }
}

/** Notes in a table of this connection alone which works changed: nothing is written for it to the disk. */
function watch(db: Database): void {
  // Nothing is written to the library of a newer program.
  if (db.newer) return;
  db.run('create temp table if not exists likeness_changes (nr integer not null) strict');
  const note = (name: string, when: string, what: string) =>
    db.run(
      `create temp trigger if not exists likeness_${name} after ${when}
       begin insert into likeness_changes ${what}; end`,
    );
  const works = 'select nr from user_library where sha256 = new.sha256';
  note('added', 'insert on main.user_library', 'values (new.nr)');
  note(
    'replaced',
    'update of sha256 on main.user_library when old.sha256 <> new.sha256',
    'values (new.nr)',
  );
  note('removed', 'delete on main.user_library', 'values (old.nr)');
  note('file_added', 'insert on main.files', works);
  note('file_changed', 'update of phash, palette on main.files', works);
}

function catchUp(db: Database, index: Likenesses): void {
  if (db.newer) return;
  const changed = db.all<{ nr: number }>('select distinct nr from likeness_changes order by nr');
  if (changed.length === 0) return;
  db.run('delete from likeness_changes');
  index.generation += 1;
  for (const { nr } of changed) {
    const row = db.get<LooksRow>(`${SELECT_LOOKS} where l.nr = ?`, nr);
    const place = placeOf(index, nr);
    if (place >= 0) writeWork(index, place, row ?? { nr, phash: null, palette: null });
    else if (!row) continue;
    else if (nr > (index.nrs[index.count - 1] ?? -1)) writeWork(index, index.count, row);
    // A number in the middle that was never seen: SQLite gives none out, so somebody changed the file behind us.
    else return loadAll(db, index);
  }
}

/** By binary search; below 0 if it is not there. */
export function placeOf({ nrs, count }: Likenesses, nr: number): number {
  let [low, high] = [0, count - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = nrs[middle]!;
    if (there === nr) return middle;
    if (there < nr) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export function writeWork(
  index: Likenesses,
  place: number,
  { nr, phash, palette }: LooksRow,
): void {
  reserve(index, place + 1);
  index.count = Math.max(index.count, place + 1);
  index.nrs[place] = nr;
  index.known[place] = phash !== null && palette !== null ? 1 : 0;
  index.hashes[place * 2] = Number.parseInt(phash?.slice(0, 8) ?? '0', 16);
  index.hashes[place * 2 + 1] = Number.parseInt(phash?.slice(8, 16) ?? '0', 16);
  const from = place * WORK_BYTES;
  index.swatches.fill(0, from, from + WORK_BYTES);
  let at = from;
  for (const [, hex, share] of (palette ?? '').matchAll(SWATCH)) {
    if (at === from + WORK_BYTES) break;
    writeSwatch(index.swatches, at, oklabOfHex(`#${hex}`), Number(share));
    at += SWATCH_BYTES;
  }
}

/** Of the JSON in `files.palette`, which this program wrote: parsing it would take most of the time of loading. */
export const SWATCH = /"color":"#([0-9a-f]{6})","share":([0-9.e-]{1,25})/g;

export function writeSwatch(
  swatches: Uint8Array,
  at: number,
  { l, a, b }: Oklab,
  share: number,
): void {
  swatches[at] = Math.round(l * 255);
  // In sRGB both lie within ±0.4, so the same unit fits all three.
  swatches[at + 1] = Math.round(128 + a * 255);
  swatches[at + 2] = Math.round(128 + b * 255);
  swatches[at + 3] = Math.min(255, Math.max(1, Math.round(share * 255)));
}

/** Makes room; an eighth more than asked for, so that works that come one by one are not copied each time. */
function reserve(index: Likenesses, count: number): void {
  if (count <= index.nrs.length) return;
  const room = count + Math.ceil(count / 8);
  const { nrs, hashes, swatches, known } = index;
  index.nrs = new Uint32Array(room);
  index.hashes = new Uint32Array(room * 2);
  index.swatches = new Uint8Array(room * WORK_BYTES);
  index.known = new Uint8Array(room);
  index.nrs.set(nrs.subarray(0, index.count));
  index.hashes.set(hashes.subarray(0, index.count * 2));
  index.swatches.set(swatches.subarray(0, index.count * WORK_BYTES));
  index.known.set(known.subarray(0, index.count));
}
