import type { Seen } from '../../contract/assets.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Database, SqlValue } from '../system/database.ts';
import { expectAnalyses } from './analyses.ts';
import { mentionFile } from './files.ts';
import { foldWord, learnWords } from './known-words.ts';
import { expectMeanings } from './meanings.ts';
import { workChanged } from './query/changes.ts';
import { forgetTags, putWorkTags, tagNumbers } from './tags.ts';
import { writeFacts } from './work-facts.ts';
import type { WorkOfServer } from './work-of-server.ts';

/**
 * Writes works with all by which they are found, no id among them twice: what was known of them is read at once, and
 * tags, models and words that many of them share are looked up once. Inside the caller's transaction.
 */
export function writeWorks(db: Database, works: readonly WorkOfServer[]): void {
  const known = knownWorks(db, works);
  const numbers: Numbers = { facts: new Map(), tags: new Map(), ofWorks: [] };
  const indexed: Indexed[] = [];
  for (const work of works) {
    const columns = columnsOf(work);
    const before = known.get(work.id);
    mentionFile(db, work);
    upsert(db, columns);
    const nr = before?.nr ?? numberOf(db, work.id);
    writeFacts(db, nr, { ...columns, tags: work.tags, recipe: work.recipe }, numbers.facts);
    workChanged(db, nr);
    const texts = index(db, { nr, work, columns, before }, numbers);
    if (texts) indexed.push({ id: work.id, texts });
  }
  putWorkTags(db, numbers.ofWorks);
  learnWords(
    db,
    indexed.flatMap(({ texts }) => texts),
  );
  expectMeanings(
    db,
    indexed.map(({ id }) => id),
  );
  const isNew = (work: WorkOfServer) => !known.has(work.id) && seenOf(work) === null;
  expectAnalyses(db, works.filter(isNew));
}

/** Looked up by this transaction, which may yet be rolled back. */
interface Numbers {
  facts: Map<string, number>;
  tags: Map<string, number>;
  /** Works and their tags, to be written together. */
  ofWorks: [work: number, tag: number][];
}

interface Indexed {
  id: string;
  texts: readonly (string | null)[];
}

/** Text columns as they stand in the row; JSON is text. */
const WORDS = ['title', 'file_name', 'notes', 'tags', 'recipe', 'seen'] as const;
type Words = Record<'title' | 'file_name' | 'notes' | 'recipe' | 'seen', string | null> & {
  tags: string;
};

type Known = Words & { id: string; nr: number; isIndexed: 0 | 1 };

function knownWorks(db: Database, works: readonly WorkOfServer[]): Map<string, Known> {
  const rows = db.all<Known>(
    `select l.id, l.nr, ${WORDS.join(', ')}, f.nr is not null as isIndexed
     from json_each(?) as wanted cross join user_library l on l.id = wanted.value
     left join work_facts f on f.nr = l.nr`,
    JSON.stringify(works.map(({ id }) => id)),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

type Columns = ReturnType<typeof columnsOf>;

/** A work as a row of SQLite. */
function columnsOf(work: WorkOfServer) {
  const { recipe } = work;
  const seen = seenOf(work);
  return {
    id: work.id,
    origin: work.origin,
    storage_path: work.storage_path,
    sha256: work.sha256,
    mime: work.mime,
    bytes: work.bytes,
    width: work.width,
    height: work.height,
    recipe: recipe ? JSON.stringify(recipe) : null,
    title: work.custom_title,
    file_name: work.file_name,
    is_favorite: work.is_favorite,
    rating: work.rating,
    notes: work.notes,
    tags: JSON.stringify(work.tags),
    visibility: work.visibility,
    content_category: work.content_category,
    project_id: work.project_id,
    stack_id: work.stack_id,
    duration: work.duration_seconds ?? null,
    seen: seen && JSON.stringify(seen),
    sort_title: sortTitle(work.custom_title ?? work.file_name ?? recipe?.prompt ?? ''),
    created_at: work.created_at,
    trashed_at: work.trashed_at,
  };
}

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
] as const satisfies readonly (keyof Columns)[];

// Values by their place: by name they cost as much again as the row itself.
const UPSERT = `
  insert into user_library (id, ${COLUMNS.join(', ')}) values (?, ${COLUMNS.map(() => '?').join(', ')})
  on conflict (id) do update set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`;

function upsert(db: Database, columns: Columns): void {
  const values: SqlValue[] = COLUMNS.map((column) => columns[column]);
  db.run(UPSERT, columns.id, ...values);
}

function numberOf(db: Database, id: string): number {
  const [nr] = db.column<number>('select nr from user_library where id = ?', id);
  if (nr === undefined) throw new Error('a work that was just written is not there');
  return nr;
}

/** What a vision model saw, as the server keeps it; nothing of a work that none looked at. */
function seenOf(work: WorkOfServer): Seen | null {
  const [labels, styleTags] = [work.labels ?? [], work.style_tags ?? []];
  if (work.description === null && labels.length === 0 && styleTags.length === 0) return null;
  return { description: work.description, labels, styleTags, nsfwScore: work.nsfw_score ?? null };
}

interface Written {
  nr: number;
  work: WorkOfServer;
  columns: Columns;
  before: Known | undefined;
}

/** Answers the texts by which it is found from now on, if they are new. */
function index(
  db: Database,
  { nr, work, columns, before }: Written,
  numbers: Numbers,
): readonly (string | null)[] | null {
  const indexed = before?.isIndexed === 1 ? before : undefined;
  if (indexed?.tags !== columns.tags) {
    if (before) forgetTags(db, nr);
    for (const tag of tagNumbers(db, work.tags, numbers.tags)) numbers.ofWorks.push([nr, tag]);
  }
  if (indexed?.recipe !== columns.recipe) {
    if (before) db.run('delete from work_sources where library_nr = ?', nr);
    indexSources(db, nr, work.recipe);
  }
  if (indexed && WORDS.every((column) => indexed[column] === columns[column])) return null;
  if (before) db.run('delete from library_search where rowid = ?', nr);
  return indexWords(db, nr, work);
}

function indexWords(db: Database, nr: number, work: WorkOfServer): (string | null)[] {
  const { recipe } = work;
  const seen = seenOf(work);
  const texts = [
    work.custom_title,
    recipe?.prompt ?? null,
    work.file_name,
    recipe ? `${recipe.modelName} ${recipe.model}` : null,
    // A tag a line, so that a phrase never runs over two of them.
    work.tags.join('\n'),
    work.notes,
    seen && [...seen.labels, ...seen.styleTags].join('\n'),
    seen?.description ?? null,
  ];
  db.run(
    `insert into library_search (rowid, title, prompt, file_name, model, tags, notes, labels, description)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    nr,
    ...texts,
  );
  return texts;
}

function indexSources(db: Database, nr: number, recipe: Recipe | null): void {
  for (const { sha256, role } of recipe?.sources ?? []) {
    db.run(
      'insert or ignore into work_sources (library_nr, sha256, role) values (?, ?, ?)',
      nr,
      sha256,
      role,
    );
  }
}

/** Text order close to how people sort: without case and accents, at most 200 characters. */
function sortTitle(text: string): string {
  return foldWord(text.slice(0, 200)).trim();
}
