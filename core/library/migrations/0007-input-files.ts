import type { Migration } from '../../system/database.ts';

/** Files that orders were given and that are no works (contract/inputs.ts). Their bytes lie in a folder of their own. */
export const inputFiles: Migration = {
  number: 7,
  name: 'input-files',
  sql: `
create table input_files (
  sha256 text primary key,
  mime text not null,
  bytes integer not null,
  width integer not null,
  height integer not null,
  used_at text not null
) strict;
`,
};
