import type { Migration } from '../../system/database.ts';

/** Templates that others made public, as they were when the backend last told of them: what is shown without a network. */
export const othersTemplates: Migration = {
  number: 12,
  name: 'templates of others',
  sql: `
create table community_templates (
  id text primary key,
  -- JSON of what the contract calls CommunityTemplate.
  template text not null,
  seen_at text not null
) strict, without rowid;
create index community_templates_seen on community_templates (seen_at);
`,
};
