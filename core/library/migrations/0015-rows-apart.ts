import type { Migration } from '../../system/database.ts';

/**
 * What the server told, a row after the other, beside an index of ids. Rows of more than a kilobyte inside of the index
 * itself cost four times as much to add, for each of them made a page of its own anew.
 */
export const rowsApart: Migration = {
  number: 15,
  name: 'rows apart',
  sql: `
create table told_rows (
  tbl text not null,
  id text not null,
  xid text,
  row text not null,
  unconfirmed integer not null default 0,
  said text,
  primary key (tbl, id)
) strict;
insert into told_rows (tbl, id, xid, row, unconfirmed, said)
  select tbl, id, xid, row, unconfirmed, said from server_rows;
drop table server_rows;
alter table told_rows rename to server_rows;
create index server_rows_unconfirmed on server_rows (tbl, id) where unconfirmed = 1;
create index server_rows_said on server_rows (tbl, id) where said is not null;
`,
};
