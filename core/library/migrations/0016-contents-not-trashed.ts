import type { Migration } from '../../system/database.ts';

/**
 * Whether a content is of a work outside of the trash is told by the index alone: what is missing here is counted with
 * every word on how sync stands.
 */
export const contentsNotTrashed: Migration = {
  number: 16,
  name: 'contents not trashed',
  sql: `
drop index library_by_content;
create index library_by_content on user_library (sha256, trashed_at);
`,
};
