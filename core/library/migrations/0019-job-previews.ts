import type { Migration } from '../../system/database.ts';

/** What a picture looks like while it is drawn (`Job.preview`). */
export const jobPreviews: Migration = {
  number: 19,
  name: 'job-previews',
  sql: 'alter table jobs add column preview text;',
};
