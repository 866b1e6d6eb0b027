import type { Migration } from '../../system/database.ts';

/**
 * What a vision model saw in a work, which the server's rows say, and the tones of its colours. The index of words is
 * made anew with both: without their facts, works are indexed as if they were new.
 */
export const whatIsSeen: Migration = {
  number: 9,
  name: 'what is seen',
  sql: `
-- JSON of what the contract calls Seen.
alter table user_library add column seen text;
create index library_seen on user_library (nr) where seen is not null;
alter table files add column tones integer;

drop table library_search;
create virtual table library_search using fts5(
  title, prompt, file_name, model, tags, notes, labels, description,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
delete from work_facts;
insert or replace into settings (key, value) values ('rewrite:user_library', '1');

-- Works that wait to be looked at. What was answered is on the work; a row that is asked for again after a crash gets
-- the answer that it got.
create table analyses (
  library_id text primary key,
  state text not null check (state in ('waiting', 'asking', 'failed')),
  -- The wish to have it looked at anew; null where any answer will do.
  again text,
  asked_at text not null,
  due_at text not null,
  tries integer not null default 0,
  error text
) strict, without rowid;
create index analyses_due on analyses (due_at) where state <> 'failed';
`,
};
