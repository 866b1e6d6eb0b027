import { z } from 'zod';
import {
  AssetOrigin,
  ContentCategory,
  Rating,
  type Seen,
  Visibility,
} from '../../contract/assets.ts';
import { Recipe, RecipeSource } from '../../contract/recipe.ts';
import type { Database } from '../system/database.ts';
import { expectAnalysis, forgetAnalysis } from './analyses.ts';
import { expectMeaning, forgetMeaning } from './meanings.ts';
import { Flag, OptionalText, OptionalTime, Time } from './columns.ts';
import { FileFacts, mentionFile } from './files.ts';
import { learnWords } from './known-words.ts';
import type { MirrorTable } from './mirror-table.ts';
import { workChanged } from './query/changes.ts';
import { cleanTags, indexTags } from './tags.ts';
import { writeFacts } from './work-facts.ts';

/** What a later program may have added a value to falls back to what it was before (rule S11 keeps the original). */
const Row = FileFacts.extend({
  id: z.string(),
  origin: AssetOrigin,
  storage_path: OptionalText,
  recipe: z.unknown().transform(readRecipe),
  custom_title: OptionalText,
  file_name: OptionalText,
  is_favorite: Flag,
  rating: Rating.catch(0),
  notes: OptionalText,
  tags: z.array(z.unknown()).catch([]).transform(cleanTags),
  visibility: Visibility.catch('private'),
  content_category: ContentCategory.catch('sfw'),
  project_id: OptionalText,
  stack_id: OptionalText,
  duration_seconds: z.number().min(0).nullish().catch(null),
  description: OptionalText.catch(null),
  labels: z.array(z.string()).nullish().catch(null),
  style_tags: z.array(z.string()).nullish().catch(null),
  nsfw_score: z.number().min(0).max(1).nullish().catch(null),
  created_at: Time,
  trashed_at: OptionalTime,
});

/** Of sources, a later program may know more roles: then those are left out, not the whole recipe. */
function readRecipe(value: unknown): Recipe | null {
  const whole = Recipe.safeParse(value).data;
  if (whole) return whole;
  const rest = z
    .object({ sources: z.array(z.unknown()) })
    .loose()
    .safeParse(value).data;
  if (!rest) return null;
  const sources = rest.sources.filter((source) => RecipeSource.safeParse(source).success);
  return Recipe.safeParse({ ...rest, sources }).data ?? null;
}

/** What a vision model saw, as the server keeps it; nothing of a work that none looked at. */
function seenOf(row: Pick<z.output<typeof Row>, SeenColumn>): Seen | null {
  const [labels, styleTags] = [row.labels ?? [], row.style_tags ?? []];
  if (row.description === null && labels.length === 0 && styleTags.length === 0) return null;
  return { description: row.description, labels, styleTags, nsfwScore: row.nsfw_score ?? null };
}
type SeenColumn = 'description' | 'labels' | 'style_tags' | 'nsfw_score';

export const userLibrary: MirrorTable = {
  write(db, row) {
    const work = Row.safeParse(row).data;
    if (!work) return false;
    mentionFile(db, FileFacts.parse(work));
    const {
      custom_title: title,
      duration_seconds,
      description,
      labels,
      style_tags,
      nsfw_score,
      ...columns
    } = work;
    const { recipe } = work;
    const seen = seenOf({ description, labels, style_tags, nsfw_score });
    const duration = duration_seconds ?? null;
    const words: Words = {
      title,
      file_name: work.file_name,
      notes: work.notes,
      tags: JSON.stringify(work.tags),
      recipe: recipe ? JSON.stringify(recipe) : null,
      seen: seen && JSON.stringify(seen),
    };
    const before = db.get<Words & { nr: number; indexed: number }>(
      `select l.nr, title, file_name, notes, tags, recipe, seen, f.nr is not null as indexed
       from user_library l left join work_facts f on f.nr = l.nr where id = +?`,
      work.id,
    );
    db.run(UPSERT, {
      ...columns,
      ...words,
      duration,
      sort_title: sortTitle(title ?? work.file_name ?? recipe?.prompt ?? ''),
    });
    const nr = before?.nr ?? numberOf(db, work.id);
    writeFacts(db, nr, { ...columns, title, recipe, duration });
    workChanged(db, nr);
    const indexed = before?.indexed === 1 ? before : undefined;
    if (indexed?.tags !== words.tags) indexTags(db, nr, work.tags);
    if (indexed?.recipe !== words.recipe) indexSources(db, nr, recipe);
    if (!indexed || !sameWords(indexed, words)) {
      indexWords(db, nr, words, recipe);
      expectMeaning(db, work.id);
    }
    if (!before && !seen) expectAnalysis(db, work);
    return true;
  },
  remove(db, id) {
    const nr = db.get<{ nr: number }>('select nr from user_library where id = ?', id)?.nr;
    if (nr === undefined) return;
    db.run('delete from library_search where rowid = ?', nr);
    db.run('delete from work_tags where library_nr = ?', nr);
    db.run('delete from work_sources where library_nr = ?', nr);
    db.run('delete from work_facts where nr = ?', nr);
    db.run('delete from user_library where nr = ?', nr);
    forgetAnalysis(db, id);
    forgetMeaning(db, id);
    workChanged(db, nr);
  },
};

const COLUMNS = [
  'origin',
  'storage_path',
  'sha256',
  'mime',
  'bytes',
  'width',
  'height',
  'recipe',
  'title',
  'file_name',
  'is_favorite',
  'rating',
  'notes',
  'tags',
  'visibility',
  'content_category',
  'project_id',
  'stack_id',
  'duration',
  'seen',
  'sort_title',
  'created_at',
  'trashed_at',
] as const;

const UPSERT = `
  insert into user_library (id, ${COLUMNS.join(', ')})
  values (@id, ${COLUMNS.map((column) => `@${column}`).join(', ')})
  on conflict (id) do update set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/** Text columns as they stand in the row; JSON is text. */
interface Words {
  title: string | null;
  file_name: string | null;
  notes: string | null;
  tags: string;
  recipe: string | null;
  seen: string | null;
}

function sameWords(a: Words, b: Words): boolean {
  return (
    a.title === b.title &&
    a.file_name === b.file_name &&
    a.notes === b.notes &&
    a.tags === b.tags &&
    a.recipe === b.recipe &&
    a.seen === b.seen
  );
}

function indexWords(db: Database, nr: number, words: Words, recipe: Recipe | null): void {
  const prompt = recipe?.prompt ?? null;
  const model = recipe ? `${recipe.modelName} ${recipe.model}` : null;
  // A tag a line, so that a phrase never runs over two of them.
  const tags = (JSON.parse(words.tags) as string[]).join('\n');
  const seen = words.seen === null ? null : (JSON.parse(words.seen) as Seen);
  const labels = seen && [...seen.labels, ...seen.styleTags].join('\n');
  const description = seen?.description ?? null;
  db.run('delete from library_search where rowid = ?', nr);
  db.run(
    `insert into library_search (rowid, title, prompt, file_name, model, tags, notes, labels, description)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    nr,
    words.title,
    prompt,
    words.file_name,
    model,
    tags,
    words.notes,
    labels,
    description,
  );
  const texts = [words.title, prompt, words.file_name, model, tags, words.notes];
  learnWords(db, [...texts, labels, description]);
}

function indexSources(db: Database, nr: number, recipe: Recipe | null): void {
  db.run('delete from work_sources where library_nr = ?', nr);
  for (const { sha256, role } of recipe?.sources ?? []) {
    db.run(
      'insert or ignore into work_sources (library_nr, sha256, role) values (?, ?, ?)',
      nr,
      sha256,
      role,
    );
  }
}

function numberOf(db: Database, id: string): number {
  const row = db.get<{ nr: number }>('select nr from user_library where id = ?', id);
  if (!row) throw new Error('a work that was just written is not there');
  return row.nr;
}

/** Text order close to how people sort: without case and accents, at most 200 characters. */
function sortTitle(text: string): string {
  return text.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
