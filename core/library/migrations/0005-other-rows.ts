import type { Migration } from '../../system/database.ts';

/** Rows that follow the creator in tables of which no screen needs columns of its own: projects, talk, prompts. */
export const otherRows: Migration = {
  number: 5,
  name: 'other rows',
  sql: `
-- What the creator sees of a row: the server's with the pending effects on it (rule S5). \`parent\`: the first row it
-- names, such as a scene's project, for listing what belongs together.
create table other_rows (
  tbl text not null,
  id text not null,
  parent text,
  created_at text not null,
  row text not null,
  primary key (tbl, id)
) strict, without rowid;
create index other_rows_in_order on other_rows (tbl, parent, created_at, id);

-- Until now their rows were read and left alone: they are read from the start.
delete from sync_state where key = 'cursor';
`,
};
