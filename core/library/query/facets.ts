import { ASPECT_RATIOS } from '../../../contract/models.ts';
import { RATIO_TOLERANCE } from '../../../contract/query-values.ts';
import type { Facets } from '../../../contract/studio/library.ts';
import type { Database } from '../../system/database.ts';
import { FLAG } from '../work-facts.ts';
import { columnOf, factsOf } from './facts.ts';
import { listProjects } from './projects.ts';

const MOST = 200;

/** Values to choose from, most used first. Works in the trash count for tags alone. */
export function facetsOf(db: Database): Facets {
  const facts = factsOf(db);
  const modelOf = columnOf(db, facts, 'model_nr');
  const pixelsOf = columnOf(db, facts, 'pixels');
  const models = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const nr of facts.newest) {
    if ((facts.flags[nr]! & FLAG.trashed) !== 0) continue;
    count(models, modelOf[nr]!, 1);
    count(sizes, pixelsOf[nr]!, 1);
  }
  return {
    tags: db.all<{ value: string; count: number }>(
      `select shown as value, works as count from tags where works > 0
       order by works desc, folded limit ${MOST}`,
    ),
    labels: db.all<{ value: string; count: number }>(LABELS),
    models: mostUsed(named(db, models)),
    ratios: mostUsed(ratiosOf(sizes)),
    projects: listProjects(db).map(({ title, count }) => ({ value: title, count })),
  };
}

/** Of the newest works that were looked at: reading all of a large library would hold up who types. */
const LABELS = `
  select min(value) as value, count(*) as count from (
    select seen from user_library where seen is not null and trashed_at is null order by nr desc limit 2000
  ) l, json_each(l.seen, '$.labels') group by lower(value) order by count desc, value limit ${MOST}`;

function named(db: Database, models: ReadonlyMap<number, number>): Map<string, number> {
  const names = new Map<string, number>();
  for (const { nr, name } of db.all<{ nr: number; name: string }>(
    'select nr, name from used_models',
  )) {
    count(names, name, models.get(nr) ?? 0);
  }
  return names;
}

/** The ratios that people speak of; works of another are found by `ratio:` all the same. */
function ratiosOf(sizes: ReadonlyMap<number, number>): Map<string, number> {
  const ratios = new Map<string, number>();
  for (const [pixels, works] of sizes) {
    const ratio = (pixels >>> 16) / (pixels & 65_535);
    const known = ASPECT_RATIOS.find((name) => {
      const [width, height] = name.split(':').map(Number);
      return Math.abs(ratio / (width! / height!) - 1) <= RATIO_TOLERANCE;
    });
    if (known) count(ratios, known, works);
  }
  return ratios;
}

function count<Key>(counts: Map<Key, number>, key: Key, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function mostUsed(counts: ReadonlyMap<string, number>): { value: string; count: number }[] {
  return [...counts]
    .filter(([, works]) => works > 0)
    .map(([value, works]) => ({ value, count: works }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST);
}
