import type { ProjectName } from '../../../contract/studio/library.ts';
import type { Database } from '../../system/database.ts';

/** Without a project, typed in either language of the program. */
export const NO_PROJECT = ['none', 'aucun'];

/** The place of a work's project among all by title, from 1 on; 0 for a work of none. */
export function projectPlaces(db: Database): (nr: number) => number {
  const places = new Map(listProjects(db).map(({ id }, at) => [id, at + 1]));
  const rows = db.all<{ nr: number; project: string }>(
    'select nr, project_id as project from user_library where project_id is not null',
  );
  const placeOf = new Map(rows.map(({ nr, project }) => [nr, places.get(project) ?? 0]));
  return (nr) => placeOf.get(nr) ?? 0;
}

export function projectTitles(db: Database): { id: string; title: string }[] {
  return db.all(
    `select id, coalesce(json_extract(row, '$.title'), '') as title from other_rows
     where tbl = 'projects'`,
  );
}

/** The projects by their titles, with how many works outside the trash each holds. */
export function listProjects(db: Database): ProjectName[] {
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  return db
    .all<ProjectName>(
      `select p.id, coalesce(json_extract(p.row, '$.title'), '') as title,
         (select count(*) from user_library l where l.project_id = p.id and l.trashed_at is null) as count
       from other_rows p where p.tbl = 'projects'`,
    )
    .filter(({ title }) => title !== '')
    .sort((a, b) => compare(a.title, b.title) || a.id.localeCompare(b.id));
}
