import type { FilterKey, Operator, QueryTerm } from '../../../contract/library-query.ts';
import { MEDIA_TYPES } from '../../../contract/media.ts';
import {
  RATIO_TOLERANCE,
  readBytes,
  readDay,
  readRatio,
  readSeconds,
  readWhole,
  spanOf,
} from '../../../contract/query-values.ts';
import { foldTag } from '../tags.ts';
import { toneBit } from '../tones.ts';
import { FLAG, RATING_MASK, RATING_SHIFT, TYPE_MASK, TYPE_SHIFT, typeCode } from '../work-facts.ts';
import { columnOf, type FactColumn, type Facts } from './facts.ts';
import { NO_PROJECT, projectTitles } from './projects.ts';
import { worksLabelled } from './words.ts';
import { numbersOf, type Source } from './source.ts';

/** Whether a work meets a condition, by its number. */
export type Test = (nr: number) => boolean;

/** The test of one filter without a problem; `color`, `like` and `meaning` are no tests but orders, and have none. */
export function testOf(source: Source, term: QueryTerm): Test | null {
  const make = MAKERS[term.key as FilterKey];
  const test = make(source, term.value, term.operator);
  if (!test || !term.negated) return test;
  return (nr) => !test(nr);
}

type Maker = (source: Source, value: string, operator: Operator | null) => Test | null;

const MAKERS: Readonly<Record<FilterKey, Maker>> = {
  model: (source, value) => byModel(source, value, ['name', 'model']),
  provider: (source, value) => byModel(source, value, ['provider']),
  tag: (source, value) =>
    inSet(
      source.facts,
      numbersOf(
        source,
        `select w.library_nr as nr from work_tags w join tags t on t.nr = w.tag_nr where t.folded = ?`,
        foldTag(value.trim()),
      ),
    ),
  label: (source, value) =>
    inSet(source.facts, [
      ...worksLabelled(source, value),
      ...numbersOf(
        source,
        `select l.nr from files f join user_library l on l.sha256 = f.sha256 where f.tones & ?`,
        toneBit(value.trim()),
      ),
    ]),
  in: byCollectionName,
  project: byProjectTitle,
  rating({ facts: { flags } }, value, operator) {
    const wanted = Number(value);
    return (nr) => compare((flags[nr]! & RATING_MASK) >> RATING_SHIFT, operator ?? '=', wanted);
  },
  before: (source, value) => byDay(source, value, (at, from) => at < from),
  after: (source, value) => byDay(source, value, (at, _, to) => at >= to),
  on: (source, value) => byDay(source, value, (at, from, to) => at >= from && at < to),
  ratio: byRatio,
  has: (source, value) => byFlag(source, HAS_FLAGS[value.toLowerCase()] ?? 0),
  is: byState,
  type: byType,
  width: (source, value, operator) =>
    byColumn(source, 'pixels', readWhole(value), operator ?? '=', (pixels) => pixels >>> 16),
  height: (source, value, operator) =>
    byColumn(source, 'pixels', readWhole(value), operator ?? '=', (pixels) => pixels & 65_535),
  size: (source, value, operator) => byColumn(source, 'bytes', readBytes(value), operator ?? '>='),
  duration({ db, facts }, value, operator) {
    const column = columnOf(db, facts, 'duration');
    const wanted = readSeconds(value) ?? 0;
    // A picture has no duration, not a short one.
    return (nr) => column[nr]! >= 0 && compare(column[nr]!, operator ?? '>=', wanted);
  },
  seed: (source, value) => byColumn(source, 'seed', readWhole(value), '='),
  color: () => null,
  like: () => null,
  meaning: () => null,
};

function compare(value: number, operator: Operator, wanted: number): boolean {
  switch (operator) {
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '=':
      return value === wanted;
  }
}

/** Works of a list of numbers. */
export function inSet({ flags }: Facts, numbers: ArrayLike<number>): Test {
  const set = new Uint8Array(flags.length);
  for (let at = 0; at < numbers.length; at += 1) set[numbers[at]!] = 1;
  return (nr) => set[nr] === 1;
}

function byFlag({ facts: { flags } }: Source, bit: number): Test {
  return (nr) => (flags[nr]! & bit) !== 0;
}

const HAS_FLAGS: Readonly<Record<string, number>> = {
  notes: FLAG.notes,
  title: FLAG.title,
  recipe: FLAG.recipe,
  tags: FLAG.tags,
  sources: FLAG.sources,
};

function byState(source: Source, value: string): Test {
  const { facts } = source;
  const { flags } = facts;
  switch (value.toLowerCase()) {
    case 'favorite':
      return byFlag(source, FLAG.favorite);
    case 'video':
      return byFlag(source, FLAG.video);
    case 'image':
      return (nr) => (flags[nr]! & FLAG.video) === 0;
    case 'imported':
      return byFlag(source, FLAG.imported);
    case 'generated':
      return (nr) => (flags[nr]! & FLAG.imported) === 0;
    case 'untagged':
      return (nr) => (flags[nr]! & FLAG.tags) === 0;
    case 'unrated':
      return (nr) => (flags[nr]! & RATING_MASK) === 0;
    default:
      return inSet(
        facts,
        numbersOf(
          source,
          `select l.nr from files f join user_library l on l.sha256 = f.sha256
           where f.state <> 'present'`,
        ),
      );
  }
}

function byType(source: Source, value: string): Test {
  const { flags } = source.facts;
  const name = value.toLowerCase();
  if (name === 'video' || name === 'image') return byState(source, name);
  const codes = new Set(
    Object.entries(MEDIA_TYPES)
      .filter(([mime, extension]) => extension === name || mime.endsWith(`/${name}`))
      .map(([mime]) => typeCode(mime)),
  );
  return (nr) => codes.has((flags[nr]! & TYPE_MASK) >> TYPE_SHIFT);
}

function byColumn(
  { db, facts }: Source,
  name: FactColumn,
  wanted: number | null,
  operator: Operator,
  part: (value: number) => number = (value) => value,
): Test {
  const column = columnOf(db, facts, name);
  return (nr) => compare(part(column[nr]!), operator, wanted ?? 0);
}

/** Models are few: those whose name holds the text are found first. */
function byModel(
  { db, facts }: Source,
  value: string,
  fields: readonly ('name' | 'model' | 'provider')[],
): Test {
  const text = value.trim().toLowerCase();
  const column = columnOf(db, facts, 'model_nr');
  const models = db.all<{ nr: number; model: string; name: string; provider: string }>(
    'select * from used_models',
  );
  const wanted = new Set(
    models
      .filter((model) => fields.some((field) => model[field].toLowerCase().includes(text)))
      .map((model) => model.nr),
  );
  return (nr) => wanted.has(column[nr]!);
}

function byDay(
  { db, facts, now }: Source,
  value: string,
  holds: (at: number, from: number, to: number) => boolean,
): Test {
  const day = readDay(value);
  if (!day) return () => false;
  const span = spanOf(day, now);
  const [from, to] = [span.from.getTime() / 1_000, span.to.getTime() / 1_000];
  const column = columnOf(db, facts, 'created_s');
  return (nr) => holds(column[nr]!, from, to);
}

function byRatio({ db, facts }: Source, value: string): Test {
  const wanted = readRatio(value);
  const column = columnOf(db, facts, 'pixels');
  const ratioOf = (nr: number) => (column[nr]! >>> 16) / (column[nr]! & 65_535);
  if (wanted?.kind === 'portrait') return (nr) => ratioOf(nr) < 1 - RATIO_TOLERANCE;
  if (wanted?.kind === 'landscape') return (nr) => ratioOf(nr) > 1 + RATIO_TOLERANCE;
  const ratio = wanted?.kind === 'ratio' ? wanted.width / wanted.height : 1;
  return (nr) => Math.abs(ratioOf(nr) / ratio - 1) <= RATIO_TOLERANCE;
}

/** A manual collection by its whole name; several may have it. A smart one holds a search, which is no list. */
function byCollectionName(source: Source, value: string): Test {
  const folded = foldTag(value.trim());
  const wanted = source.db
    .all<{ id: string; name: string }>('select id, name from user_collections')
    .filter(({ name }) => foldTag(name) === folded);
  return inSet(
    source.facts,
    wanted.flatMap(({ id }) => worksOfCollection(source, id)),
  );
}

/** Of a project that was deleted too: it is known, and no longer shown. One that is yet to come is none of these. */
const OF_NO_PROJECT = `
  select nr from user_library where project_id is null or project_id in (
    select id from server_rows where tbl = 'projects'
      and id not in (select id from other_rows where tbl = 'projects'))`;

/** By a whole title; several projects may have it. Works of none are found by `none`. */
function byProjectTitle(source: Source, value: string): Test {
  const { db, facts } = source;
  const folded = foldTag(value.trim());
  const named = projectTitles(db).filter(({ title }) => foldTag(title) === folded);
  const numbers = named.flatMap(({ id }) =>
    numbersOf(source, 'select nr from user_library where project_id = ?', id),
  );
  if (named.length === 0 && NO_PROJECT.includes(folded)) {
    return inSet(facts, numbersOf(source, OF_NO_PROJECT));
  }
  return inSet(facts, numbers);
}

export function worksOfCollection(source: Source, collectionId: string): number[] {
  return numbersOf(
    source,
    `select l.nr from collection_items i join user_library l on l.id = i.library_id
     where i.collection_id = ?`,
    collectionId,
  );
}
