import type { Migration } from '../../system/database.ts';

/**
 * What a creator says of their works, what works were made from, and what is searched. Rows that were here before are
 * written anew once all migrations are done (rewrite-rows.ts): the server's columns are in `server_rows` already.
 */
export const theWholeLibrary: Migration = {
  number: 3,
  name: 'the whole library',
  sql: `
alter table user_library add column rating integer not null default 0;
alter table user_library add column notes text;
-- A JSON array, as its creator wrote them.
alter table user_library add column tags text not null default '[]';
alter table user_library add column visibility text not null default 'private';
alter table user_library add column content_category text not null default 'sfw';
alter table user_library add column project_id text;
alter table user_library add column stack_id text;
alter table user_library add column duration real;

-- Shelves are told apart by work_facts, in memory: an index a shelf would only cost each write.
drop index library_newest;
drop index library_favorites;
drop index library_titles;
drop index library_trash;
create index library_newest on user_library (created_at desc, id desc);
create index library_titles on user_library (sort_title, id);
create index library_trash on user_library (trashed_at) where trashed_at is not null;

-- Numbers of each work, narrow, so that all of them are read at once (query/facts.ts says what \`flags\` means).
create table work_facts (
  nr integer primary key,
  flags integer not null,
  created_s integer not null,
  bytes integer not null,
  -- width × 65536 + height
  pixels integer not null,
  -- 0: none
  model_nr integer not null,
  stack_nr integer not null,
  -- -1: none
  duration real not null,
  seed integer not null
) strict;

create table used_models (
  nr integer primary key,
  model text not null,
  name text not null,
  provider text not null,
  unique (model, name, provider)
) strict;

create table stacks (
  nr integer primary key,
  id text not null unique
) strict;
create index facts_by_stack on work_facts (stack_nr) where stack_nr > 0;

-- Shown as first written, compared without case. \`works\` counts the trash too.
create table tags (
  nr integer primary key,
  folded text not null unique,
  shown text not null,
  works integer not null default 0
) strict;
create table work_tags (
  library_nr integer not null,
  tag_nr integer not null references tags (nr),
  primary key (library_nr, tag_nr)
) strict, without rowid;
create index work_tags_by_tag on work_tags (tag_nr, library_nr);
create trigger work_tags_more after insert on work_tags begin
  update tags set works = works + 1 where nr = new.tag_nr;
end;
create trigger work_tags_fewer after delete on work_tags begin
  update tags set works = works - 1 where nr = old.tag_nr;
end;

-- The contents a work was made from.
create table work_sources (
  library_nr integer not null,
  sha256 text not null,
  role text not null,
  primary key (library_nr, sha256, role)
) strict, without rowid;
create index work_sources_by_content on work_sources (sha256, library_nr);

-- JSON of swatches, and a 64-bit perceptual hash in hex; null until they were computed.
alter table files add column palette text;
alter table files add column phash text;
create index files_elsewhere on files (sha256) where state <> 'present';

alter table user_collections add column parent_id text;
alter table user_collections add column search text;

drop table library_search;
create virtual table library_search using fts5(
  title, prompt, file_name, model, tags, notes,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
-- Every word that was ever written, to find the one that was meant.
create table known_words (
  word text primary key,
  length integer not null
) strict, without rowid;
create index known_words_by_length on known_words (length, word);

-- What can be taken back. \`undone\`: 0, or the place in the order in which acts were taken back.
create table acts (
  seq integer primary key autoincrement,
  id text not null unique,
  kind text not null,
  name text,
  count integer not null,
  at text not null,
  undone integer not null default 0
) strict;
-- What to write to a row either way; JSON of columns of the server, null where there is no row.
create table act_steps (
  act_seq integer not null references acts (seq) on delete cascade,
  step integer not null,
  kind text not null check (kind in ('edit', 'make', 'remove', 'promote', 'discard')),
  tbl text not null,
  row_id text not null,
  before text,
  after text,
  primary key (act_seq, step)
) strict, without rowid;
create index act_steps_by_row on act_steps (row_id);

insert into settings (key, value) values ('rewrite:user_library', '1'), ('rewrite:user_collections', '1');
`,
};
