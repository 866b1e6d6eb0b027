import { MIGRATIONS } from '../core/library/migrations/all.ts';
import { openDatabase } from '../core/system/database.ts';
import { accountPaths, studioPaths } from '../core/system/paths.ts';

/**
 * A solo library of so many works, written by SQL alone: what the mirror would have written, at 50,000 rows a second.
 * Works of ten years in stacks of four, five models, ratings, tags of 500, prompts of twelve words out of 2,000, each
 * with a palette and a hash. Answers the path of the database.
 */
export function writeLibrary(dataDir: string, works: number): string {
  const paths = accountPaths(studioPaths(dataDir), 'solo');
  const db = openDatabase({ path: paths.database, migrations: MIGRATIONS });
  try {
    db.transaction(() => {
      db.run('delete from settings');
      for (const sql of ROWS) db.run(sql, ...(sql.includes('@works') ? [{ works }] : []));
    });
    // As a library that has been in use for a while.
    db.run('analyze');
    db.column('pragma wal_checkpoint(truncate)');
  } finally {
    db.close();
  }
  return paths.database;
}

/** A hash of a number, as SQL: 0 to 65,535, the same in every run. */
const dice = (salt: number) => `(((n * 2654435761 + ${salt} * 40503) >> 7) & 65535)`;
const word = (salt: number) => `(select word from bench_words where nr = ${dice(salt)} % 2000)`;

const NUMBERS =
  'with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < @works)';

const PROMPT = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  .map((salt) => word(salt))
  .join(" || ' ' || ");

const ROWS: readonly string[] = [
  'create temp table bench_words (nr integer primary key, word text)',
  // Words of two to four syllables; one in fifty works is of a lighthouse.
  `with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < 1999)
   insert into bench_words select n, substr('bakadomilurenosatoviwexyzapuqi', 1 + 2 * (n % 15), 2)
     || substr('lanterforgenmosirquelpadrivost', 1 + 3 * (n / 15 % 10), 3)
     || substr('onarelisumetordaxiculthe', 1 + 2 * (n / 150 % 12), 2) || case when n % 3 = 0 then 's' else '' end
   from numbers`,
  `insert into used_models (model, name, provider) values ('draft/studio', 'Draft', 'draft'),
     ('openai/gpt-image-1', 'GPT Image', 'openai'), ('replicate/flux', 'Flux', 'replicate'),
     ('replicate/sdxl', 'SDXL', 'replicate'), ('openai/dall-e-3', 'DALL·E 3', 'openai')`,
  `${NUMBERS} insert into stacks (nr, id) select n, printf('00000000-0000-7000-8000-%012x', n) from numbers
     where n <= @works / 4 + 1`,
  `${NUMBERS} insert into user_library (nr, id, origin, storage_path, sha256, mime, bytes, width, height, recipe, title,
      file_name, is_favorite, sort_title, created_at, trashed_at, rating, tags, stack_id)
    select n, printf('01900000-0000-7000-8000-%012x', n), 'generated', null, printf('%064x', n), 'image/webp',
      20000 + ${dice(20)} * 60, case n % 3 when 0 then 1024 when 1 then 1600 else 900 end,
      case n % 3 when 0 then 1024 when 1 then 900 else 1600 end,
      json_object('version', 1, 'prompt', case n % 50 when 0 then 'lighthouse ' else '' end || ${PROMPT},
        'model', (select model from used_models where nr = 1 + n % 5),
        'modelName', (select name from used_models where nr = 1 + n % 5),
        'provider', (select provider from used_models where nr = 1 + n % 5), 'isAi', json('true'),
        'aspectRatio', '1:1', 'size', json_object('width', 1024, 'height', 1024), 'quality', 'standard',
        'format', 'webp', 'seed', n, 'createdAt', '2026-01-01T00:00:00.000Z', 'software', 'Atelier'),
      case when n % 7 = 0 then 'Title ' || n end, null, n % 10 = 0, printf('%08d', ${dice(30)} * 97 + n % 97),
      strftime('%Y-%m-%dT%H:%M:%fZ', 1451606400 + n * (315360000.0 / @works), 'unixepoch'),
      case when n % 100 = 1 then '2026-11-20T00:00:00.000Z' end, n % 6,
      case when n % 4 = 0 then json_array('tag' || (${dice(40)} % 500)) else '[]' end,
      printf('00000000-0000-7000-8000-%012x', 1 + n / 4)
    from numbers`,
  // Bits of work-facts.ts: trashed, favourite, rating, title, recipe, tags, and image/webp.
  `insert into work_facts (nr, flags, created_s, bytes, pixels, model_nr, stack_nr, duration, seed)
    select nr, (trashed_at is not null) + is_favorite * 2 + rating * 4 + (title is not null) * 1024 + 2048
      + (tags <> '[]') * 4096 + 16384, unixepoch(created_at), bytes, width * 65536 + height, 1 + nr % 5, 1 + nr / 4,
      -1, nr from user_library`,
  `insert into tags (folded, shown) select distinct json_extract(tags, '$[0]'), json_extract(tags, '$[0]')
    from user_library where tags <> '[]'`,
  `insert into work_tags (library_nr, tag_nr) select l.nr, t.nr from user_library l
    join tags t on t.folded = json_extract(l.tags, '$[0]')`,
  `insert into library_search (rowid, title, prompt, file_name, model, tags, notes)
    select nr, title, json_extract(recipe, '$.prompt'), null,
      json_extract(recipe, '$.modelName') || ' ' || json_extract(recipe, '$.model'), json_extract(tags, '$[0]'), null
    from user_library`,
  `insert into known_words select word, length(word) from bench_words where length(word) >= 4
    union select 'lighthouse', 10`,
  `insert into files (sha256, mime, bytes, width, height, state, added_at, palette, phash)
    select sha256, mime, bytes, width, height, 'present', created_at,
      json_array(json_object('color', printf('#%06x', ((nr * 2654435761) >> 5) & 16777215), 'share', 0.6),
        json_object('color', printf('#%06x', ((nr * 40503) >> 3) & 16777215), 'share', 0.4)),
      printf('%08x%08x', (nr * 2654435761) & 4294967295, (nr * 2246822519) & 4294967295)
    from user_library`,
  `insert into server_rows (tbl, id, xid, row) select 'user_library', id, '1', '{}' from user_library`,
];
