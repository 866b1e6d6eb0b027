import type { Migration } from '../../system/database.ts';

/** How long a film in the workspace is: the server always said it, and it lay in `server_rows` alone. */
export const lengthOfResults: Migration = {
  number: 20,
  name: 'length-of-results',
  sql: `
alter table workspace_assets add column duration real;
insert or replace into settings (key, value) values ('rewrite:workspace_assets', '1');
`,
};
