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

-- Fields that an acknowledged call wrote without an answer that shows the row: laid over it until the next whole pull,
-- so that nothing flickers, and no longer, for the call may have changed nothing.
alter table server_rows add column said text;
create index server_rows_said on server_rows (tbl, id) where said is not null;

-- Until now their rows were read and left alone: they are read from the start.
delete from sync_state where key = 'cursor';
`,
};
