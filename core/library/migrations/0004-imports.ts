import type { Migration } from '../../system/database.ts';

/** Folders that are imported, and those that are watched. All of it is of this machine alone. */
export const imports: Migration = {
  number: 4,
  name: 'imports',
  sql: `
create table folder_imports (
  id text primary key,
  started_at text not null,
  -- The contract's FolderImport as JSON.
  row text not null
) strict, without rowid;

create table watched_folders (
  id text primary key,
  path text not null unique,
  collection_id text,
  added integer not null default 0,
  created_at text not null
) strict, without rowid;

-- Files that were taken or refused, as they were then: they are looked at again when they changed.
create table watched_files (
  folder_id text not null references watched_folders (id) on delete cascade,
  name text not null,
  bytes integer not null,
  modified integer not null,
  primary key (folder_id, name)
) strict, without rowid;
`,
};
