import type { Migration } from '../../system/database.ts';

/**
 * The works of a project without a look at all works: of 62,000 works and 24 projects their counts took 0.45 s, and are
 * asked for with every search that is being written and every list by projects.
 */
export const worksOfProjects: Migration = {
  number: 13,
  name: 'works of projects',
  sql: `
create index library_by_project on user_library (project_id, trashed_at) where project_id is not null;
`,
};
