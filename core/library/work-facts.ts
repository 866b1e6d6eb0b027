import { MEDIA_TYPES } from '../../contract/media.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Database } from '../system/database.ts';

/**
 * What is told apart without reading a work: bits of `work_facts.flags`. Written to disk: bits are only ever added,
 * and whoever adds one marks `user_library` to be written anew (rewrite-rows.ts).
 */
export const FLAG = {
  trashed: 1,
  favorite: 1 << 1,
  video: 1 << 5,
  imported: 1 << 6,
  public: 1 << 7,
  nsfw: 1 << 8,
  notes: 1 << 9,
  title: 1 << 10,
  recipe: 1 << 11,
  tags: 1 << 12,
  sources: 1 << 13,
} as const;

/** Bits 2 to 4. */
export const RATING_SHIFT = 2;
export const RATING_MASK = 7 << RATING_SHIFT;
/** Bits 14 to 18: the place in MEDIA_TYPES, from 1. */
export const TYPE_SHIFT = 14;
export const TYPE_MASK = 31 << TYPE_SHIFT;
/** Flags take fewer bits than this, so that a number and its flags are one exact number of JavaScript. */
export const FLAG_RANGE = 2 ** 19;

const TYPES = Object.keys(MEDIA_TYPES);

export function typeCode(mime: string): number {
  return TYPES.indexOf(mime) + 1;
}

export interface FactsOfWork {
  mime: string;
  bytes: number;
  width: number;
  height: number;
  origin: string;
  title: string | null;
  notes: string | null;
  tags: readonly string[];
  recipe: Recipe | null;
  is_favorite: number;
  rating: number;
  visibility: string;
  content_category: string;
  stack_id: string | null;
  duration: number | null;
  created_at: string;
  trashed_at: string | null;
}

function flagsOf(work: FactsOfWork): number {
  const flag = (bit: number, on: boolean) => (on ? bit : 0);
  return (
    flag(FLAG.trashed, work.trashed_at !== null) |
    flag(FLAG.favorite, work.is_favorite === 1) |
    (work.rating << RATING_SHIFT) |
    flag(FLAG.video, work.mime.startsWith('video/')) |
    flag(FLAG.imported, work.origin === 'imported') |
    flag(FLAG.public, work.visibility === 'public') |
    flag(FLAG.nsfw, work.content_category === 'nsfw') |
    flag(FLAG.notes, work.notes !== null) |
    flag(FLAG.title, work.title !== null) |
    flag(FLAG.recipe, work.recipe !== null) |
    flag(FLAG.tags, work.tags.length > 0) |
    flag(FLAG.sources, (work.recipe?.sources?.length ?? 0) > 0) |
    (typeCode(work.mime) << TYPE_SHIFT)
  );
}

/** `numbers`: of the models and stacks that this transaction has looked up. */
export function writeFacts(
  db: Database,
  nr: number,
  work: FactsOfWork,
  numbers = new Map<string, number>(),
): void {
  const { recipe, stack_id: stack } = work;
  db.run(
    `insert into work_facts (nr, flags, created_s, bytes, pixels, model_nr, stack_nr, duration, seed)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (nr) do update set flags = excluded.flags, created_s = excluded.created_s,
       bytes = excluded.bytes, pixels = excluded.pixels, model_nr = excluded.model_nr,
       stack_nr = excluded.stack_nr, duration = excluded.duration, seed = excluded.seed`,
    nr,
    flagsOf(work),
    Math.floor(Date.parse(work.created_at) / 1_000),
    work.bytes,
    work.width * 65_536 + work.height,
    recipe ? once(numbers, modelKey(recipe), () => modelNumber(db, recipe)) : 0,
    stack === null ? 0 : once(numbers, stack, () => stackNumber(db, stack)),
    work.duration ?? -1,
    recipe?.seed ?? -1,
  );
}

const modelKey = ({ model, modelName, provider }: Recipe) =>
  JSON.stringify([model, modelName, provider]);

function once(numbers: Map<string, number>, key: string, find: () => number): number {
  const known = numbers.get(key) ?? find();
  numbers.set(key, known);
  return known;
}

function modelNumber(db: Database, { model, modelName, provider }: Recipe): number {
  const find = () =>
    db.get<{ nr: number }>(
      'select nr from used_models where model = ? and name = ? and provider = ?',
      model,
      modelName,
      provider,
    )?.nr;
  const known = find();
  if (known !== undefined) return known;
  db.run(
    'insert into used_models (model, name, provider) values (?, ?, ?)',
    model,
    modelName,
    provider,
  );
  return find() ?? 0;
}

function stackNumber(db: Database, id: string): number {
  const find = () => db.get<{ nr: number }>('select nr from stacks where id = ?', id)?.nr;
  const known = find();
  if (known !== undefined) return known;
  db.run('insert into stacks (id) values (?)', id);
  return find() ?? 0;
}
