import { z } from 'zod';
import { AssetOrigin } from '../../contract/assets.ts';
import { Recipe } from '../../contract/recipe.ts';
import type { Database } from '../system/database.ts';
import { Flag, OptionalText, OptionalTime, Time } from './columns.ts';
import { FileFacts, mentionFile } from './files.ts';
import type { MirrorTable } from './mirror-table.ts';

const Row = FileFacts.extend({
  id: z.string(),
  origin: AssetOrigin,
  storage_path: OptionalText,
  recipe: Recipe.nullish().catch(null),
  custom_title: OptionalText,
  file_name: OptionalText,
  is_favorite: Flag,
  created_at: Time,
  trashed_at: OptionalTime,
});

export const userLibrary: MirrorTable = {
  write(db, row) {
    const work = Row.safeParse(row).data;
    if (!work) return false;
    mentionFile(db, FileFacts.parse(work));
    const { recipe, custom_title: title, ...columns } = work;
    const words: Words = {
      title,
      file_name: work.file_name,
      recipe: recipe ? JSON.stringify(recipe) : null,
    };
    const before = db.get<Words & { nr: number }>(
      'select nr, title, file_name, recipe from user_library where id = ?',
      work.id,
    );
    db.run(UPSERT, {
      ...columns,
      ...words,
      sort_title: sortTitle(title ?? work.file_name ?? recipe?.prompt ?? ''),
    });
    if (before && sameWords(before, words)) return true;
    const nr = before?.nr ?? numberOf(db, work.id);
    if (before) db.run('delete from library_search where rowid = ?', nr);
    db.run(
      'insert into library_search (rowid, title, prompt, file_name, model) values (?, ?, ?, ?, ?)',
      nr,
      title,
      recipe?.prompt ?? null,
      work.file_name,
      recipe ? `${recipe.modelName} ${recipe.model}` : null,
    );
    return true;
  },
  remove(db, id) {
    const nr = numberOf(db, id);
    if (nr === null) return;
    db.run('delete from library_search where rowid = ?', nr);
    db.run('delete from user_library where nr = ?', nr);
  },
};

const UPSERT = `
  insert into user_library (id, origin, storage_path, sha256, mime, bytes, width, height, recipe, title,
    file_name, is_favorite, sort_title, created_at, trashed_at)
  values (@id, @origin, @storage_path, @sha256, @mime, @bytes, @width, @height, @recipe, @title,
    @file_name, @is_favorite, @sort_title, @created_at, @trashed_at)
  on conflict (id) do update set origin = excluded.origin, storage_path = excluded.storage_path,
    sha256 = excluded.sha256, mime = excluded.mime, bytes = excluded.bytes, width = excluded.width,
    height = excluded.height, recipe = excluded.recipe, title = excluded.title,
    file_name = excluded.file_name, is_favorite = excluded.is_favorite,
    sort_title = excluded.sort_title, created_at = excluded.created_at, trashed_at = excluded.trashed_at`;

interface Words {
  title: string | null;
  file_name: string | null;
  recipe: string | null;
}

function sameWords(a: Words, b: Words): boolean {
  return a.title === b.title && a.file_name === b.file_name && a.recipe === b.recipe;
}

function numberOf(db: Database, id: string): number | null {
  return db.get<{ nr: number }>('select nr from user_library where id = ?', id)?.nr ?? null;
}

/** Text order close to how people sort: without case and accents, at most 200 characters. */
function sortTitle(text: string): string {
  return text.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
