import type { Migration } from '../../system/database.ts';

/**
 * What works and searched texts mean, as an embedding model says it. The beginning of each lies apart: all of those are
 * read into memory and scanned, the whole of few is looked up.
 */
export const meanings: Migration = {
  number: 14,
  name: 'meanings',
  sql: `
create table meanings (
  nr integer primary key,
  library_id text not null unique,
  -- Of the text that was asked for.
  hash text not null,
  -- The first numbers, a byte each.
  head blob not null
) strict;
create table meaning_vectors (
  nr integer primary key,
  -- All of them.
  vector blob not null
) strict;
-- Works whose text is new or has changed, while meanings are wished for.
create table meaning_waits (
  library_id text primary key,
  due_at text not null,
  tries integer not null default 0
) strict, without rowid;
create index meaning_waits_due on meaning_waits (due_at);
-- What was searched for.
create table meaning_texts (
  text text primary key,
  vector blob not null,
  used_at text not null
) strict, without rowid;
`,
};
