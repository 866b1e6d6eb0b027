import type { LibraryAsset } from '../../contract/assets.ts';
import type { RecipeSource } from '../../contract/recipe.ts';
import type { Lineage } from '../../contract/studio/library.ts';
import type { Database } from '../system/database.ts';
import { getWork } from './edit-library.ts';
import { worksByNumber } from './works.ts';

const MOST_CONTENTS = 200;

interface Edge {
  from: string;
  to: string;
  role: RecipeSource['role'];
}

const EDGES = `
  select s.sha256 as "from", l.sha256 as "to", s.role
  from work_sources s join user_library l on l.nr = s.library_nr`;

/**
 * What a work was made from and what was made from it, through all generations, nearest first. Contents may name each
 * other in a circle (a recipe is only what a file says of itself): each is visited once.
 */
export function lineageOf(db: Database, id: string): Lineage {
  const { sha256 } = getWork(db, id);
  const seen = new Set([sha256]);
  const edges = new Map<string, Edge>();
  walk(db, seen, edges, sha256, 'from', 'l.sha256');
  walk(db, seen, edges, sha256, 'to', 's.sha256');
  return {
    nodes: [...seen].map((content) => ({ sha256: content, work: oldestWith(db, content) })),
    edges: [...edges.values()].filter(({ from, to }) => seen.has(from) && seen.has(to)),
  };
}

/** Follows edges one way, a generation at a time. `named`: the column of the end that is known. */
function walk(
  db: Database,
  seen: Set<string>,
  edges: Map<string, Edge>,
  start: string,
  end: 'from' | 'to',
  named: string,
): void {
  const visited = new Set([start]);
  for (let front = [start]; front.length > 0;) {
    const next: string[] = [];
    for (const edge of db.all<Edge>(
      `${EDGES} where ${named} in (select value from json_each(?)) order by l.created_at, l.id`,
      JSON.stringify(front),
    )) {
      if (!seen.has(edge[end]) && seen.size >= MOST_CONTENTS) continue;
      seen.add(edge[end]);
      edges.set(`${edge.from} ${edge.to} ${edge.role}`, edge);
      if (visited.has(edge[end])) continue;
      visited.add(edge[end]);
      next.push(edge[end]);
    }
    front = next;
  }
}

/** What lies in the trash is shown only where nothing else has this content. */
function oldestWith(db: Database, sha256: string): LibraryAsset | null {
  const numbers = db.column<number>(
    `select nr from user_library where sha256 = ?
     order by trashed_at is not null, created_at, id limit 1`,
    sha256,
  );
  return worksByNumber(db, numbers)[0] ?? null;
}

const MOST_DEPENDENTS = 500;

/** Works outside of a selection, and outside of the trash, that were made from works in it; newest first. */
export function dependentsOf(db: Database, ids: readonly string[]): LibraryAsset[] {
  const numbers = db.column<number>(
    `select distinct d.nr from user_library l join work_sources s on s.sha256 = l.sha256
     join user_library d on d.nr = s.library_nr
     where l.id in (select value from json_each(@ids)) and d.id not in (select value from json_each(@ids))
       and d.trashed_at is null and d.sha256 <> l.sha256
     order by d.created_at desc, d.id desc limit ${MOST_DEPENDENTS}`,
    { ids: JSON.stringify(ids) },
  );
  return worksByNumber(db, numbers);
}
