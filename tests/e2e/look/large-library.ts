import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { SyncRow, SyncTable } from '../../../contract/sync.ts';
import { applyServerRow } from '../../../core/library/apply.ts';
import { fileArrived } from '../../../core/library/files.ts';
import { MIGRATIONS } from '../../../core/library/migrations/all.ts';
import { type Database, openDatabase } from '../../../core/system/database.ts';
import { derivedId, newId } from '../../../core/system/ids.ts';
import { accountPaths, studioPaths } from '../../../core/system/paths.ts';

const DAY_MS = 86_400_000;
const SHAPES = [
  [384, 256],
  [256, 384],
  [320, 320],
  [448, 252],
  [252, 448],
  [320, 400],
] as const;
const THINGS = ['Lighthouse', 'Fox', 'Harbour', 'Old town', 'Forest path', 'Kettle', 'Portrait'];
const PLACES = ['in the fog', 'at dusk', 'after the rain', 'in snow', 'by the sea', 'at noon'];
/** So many of the newest have an original; the others only look as if they had. */
const WITH_FILES = 1_500;

interface Picture {
  bytes: Buffer;
  width: number;
  height: number;
  color: string;
}

/**
 * A solo library as years of work leave it: shapes, days with much and days with little, tags, projects, a tree of
 * collections, a trash and some pairs that look alike. The same for the same number of works.
 */
export async function seedLargeLibrary(dataDir: string, works: number): Promise<void> {
  const paths = accountPaths(studioPaths(dataDir), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  const pictures = await Promise.all(Array.from({ length: 42 }, (_, at) => paint(at)));
  let xid = 0;
  const put = (table: SyncTable, row: SyncRow) => applyServerRow(db, table, row, `${(xid += 1)}`);
  const projects = Array.from({ length: 24 }, () => newId());
  const ids: string[] = [];
  db.transaction(() => {
    projects.forEach((id, at) => {
      put('projects', { id, title: `${THINGS[at % 7]} ${1 + (at % 9)}`, created_at: instant(at) });
    });
  });
  for (let first = 0; first < works; first += 2_000) {
    const numbers = Array.from({ length: Math.min(2_000, works - first) }, (_, at) => first + at);
    for (const number of numbers.filter((each) => each < WITH_FILES)) {
      const { bytes } = contentOf(pictures, number);
      const sha256 = hashOf(bytes);
      const path = join(paths.media, sha256.slice(0, 2), `${sha256.slice(2)}.jpg`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    db.transaction(() => {
      for (const number of numbers) ids.push(putWork(db, put, { pictures, projects, number }));
    });
  }
  db.transaction(() => putCollections(put, ids));
  db.close();
}

type Put = (table: SyncTable, row: SyncRow) => void;

/** Most days a few works, some days hundreds; the newest first. */
function instant(number: number): string {
  const day = Math.floor(Math.sqrt(number) * 3.4);
  return new Date(
    Date.UTC(2026, 10, 21, 18) - day * DAY_MS - (number % 600) * 60_000,
  ).toISOString();
}

function putWork(
  db: Database,
  put: Put,
  of: { pictures: readonly Picture[]; projects: readonly string[]; number: number },
): string {
  const { pictures, projects, number } = of;
  const { bytes, width, height, color } = contentOf(pictures, number);
  const facts = { sha256: hashOf(bytes), mime: 'image/jpeg', width, height } as const;
  const id = newId();
  const title = `${THINGS[number % 7]} ${PLACES[number % 6]}`;
  put('user_library', {
    id,
    ...facts,
    bytes: 40_000 + ((number * 7919) % 4_000_000),
    origin: number % 5 === 0 ? 'imported' : 'generated',
    storage_path: null,
    recipe: null,
    custom_title: title,
    file_name: `${title.toLowerCase()}.jpg`,
    is_favorite: number % 23 === 0,
    rating: number % 11 < 5 ? number % 6 : 0,
    tags: [`tag ${number % 17}`, `series ${Math.floor(number / 700)}`].slice(0, number % 3),
    project_id: number % 4 === 0 ? projects[number % projects.length] : null,
    created_at: instant(number),
    trashed_at: number % 67 === 0 ? '2026-11-20T10:00:00.000Z' : null,
    deleted_at: null,
  });
  // One of five hundred looks like the one before it.
  const look = number % 500 === 1 ? number - 1 : number;
  const phash = createHash('md5').update(`${look}`).digest('hex').slice(0, 16);
  fileArrived(db, {
    ...facts,
    bytes: bytes.length,
    thumbhash: null,
    phash,
    palette: [{ color, share: 1 }],
  });
  return id;
}

/** Eight years with twelve months each, searches that are kept, and one with a very long name. */
function putCollections(put: Put, ids: readonly string[]): void {
  const make = (name: string, parent_id: string | null, search: string | null = null) => {
    const id = newId();
    put('user_collections', { id, name, parent_id, search, created_at: instant(0) });
    return id;
  };
  for (let year = 2019; year <= 2026; year += 1) {
    const parent = make(`${year}`, null);
    for (let month = 1; month <= 12; month += 1) {
      const name = `${year}-${String(month).padStart(2, '0')}`;
      const collection_id = make(name, parent);
      for (let at = 0; at < 20; at += 1) {
        const library_id = ids[(year * 331 + month * 37 + at * 11) % ids.length] ?? '';
        const id = derivedId(collection_id, library_id);
        put('collection_items', { id, collection_id, library_id, created_at: instant(0) });
      }
    }
  }
  make('Best of the best', null, 'rating:5');
  make('Wide and rated', null, 'ratio:landscape rating:>=3');
  make('A name that is so long that no list has room for all of it, however wide it is', null);
}

/** A content of its own for each work: what follows the end of a JPEG is not looked at. */
function contentOf(pictures: readonly Picture[], number: number): Picture {
  const picture = pictures[(number * 5) % pictures.length]!;
  return { ...picture, bytes: Buffer.concat([picture.bytes, Buffer.from(`${number}`)]) };
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Hills under a sky. */
async function paint(at: number): Promise<Picture> {
  const [width, height] = SHAPES[at % SHAPES.length] ?? SHAPES[0];
  const hue = (at * 47) % 360;
  const color = `hsl(${hue} 45% 55%)`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${hue} 50% ${60 + (at % 4) * 8}%)"/>
    <circle cx="${(at * 53) % width}" cy="${height / 4}" r="${18 + (at % 5) * 6}" fill="hsl(${(hue + 40) % 360} 80% 85%)"/>
    <path d="M0 ${height * 0.7} Q ${width / 3} ${height * 0.4} ${width} ${height * 0.75} V ${height} H 0" fill="${color}"/>
    <path d="M0 ${height * 0.85} Q ${width / 2} ${height * 0.6} ${width} ${height * 0.9} V ${height} H 0" fill="hsl(${hue} 40% 25%)"/>
  </svg>`;
  const bytes = await sharp(Buffer.from(drawing)).jpeg({ quality: 80 }).toBuffer();
  return { bytes, width, height, color: '#808080' };
}
