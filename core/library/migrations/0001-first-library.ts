import type { Migration } from '../../system/database.ts';

/**
 * Tables of one account. Those that follow the creator carry the names of the server's tables and hold what
 * the creator sees: the last server row (`server_rows`) with the pending effects of the outbox replayed on it
 * (rule S5). Times are ISO 8601 in UTC with milliseconds; JSON is text; booleans are 0 and 1.
 */
export const firstLibrary: Migration = {
  number: 1,
  name: 'first library',
  sql: `
create table settings (
  key text primary key,
  value text not null
) strict, without rowid;

create table sync_state (
  key text primary key,
  value text not null
) strict, without rowid;

-- The last row of the server, whole, with columns this program does not know (rule S11). xid is null for a
-- row that only an acknowledged call told of: the next pull brings the real one. Tombstones stay.
create table server_rows (
  tbl text not null,
  id text not null,
  xid text,
  row text not null,
  primary key (tbl, id)
) strict, without rowid;

create table outbox (
  seq integer primary key autoincrement,
  id text not null unique,
  kind text not null check (kind in ('push', 'call', 'upload')),
  -- The table of a push, the function of a call, the sha256 of an upload.
  target text not null,
  row_table text,
  row_id text,
  body text not null,
  -- Raised before each sending: a body that may have left is never edited again (rule S2).
  attempts integer not null default 0,
  next_at text,
  set_aside integer not null default 0,
  error text,
  created_at text not null
) strict;
create index outbox_by_target on outbox (kind, target);

-- What an outbox row does to rows, as the server will do it, until it is acknowledged (rule S5).
create table outbox_effects (
  seq integer not null references outbox (seq) on delete cascade,
  tbl text not null,
  row_id text not null,
  op text not null check (op in ('upsert', 'delete')),
  fields text not null,
  primary key (seq, tbl, row_id)
) strict, without rowid;
create index outbox_effects_by_row on outbox_effects (tbl, row_id, seq);

create table conflicts (
  id text primary key,
  tbl text not null,
  row_id text not null,
  field text not null,
  lost text not null,
  won text not null,
  at text not null
) strict, without rowid;
create index conflicts_by_row on conflicts (tbl, row_id);

create table models (
  id text primary key,
  position integer not null,
  row text not null
) strict, without rowid;

-- What is known of a content, whoever names it.
create table files (
  sha256 text primary key,
  mime text not null,
  bytes integer not null,
  width integer not null,
  height integer not null,
  thumbhash text,
  state text not null check (state in ('present', 'fetching', 'cloud', 'missing')),
  added_at text not null
) strict, without rowid;

create table profiles (
  id text primary key,
  full_name text,
  language text,
  theme text,
  credits_balance integer not null default 0
) strict, without rowid;

create table orders (
  id text primary key,
  type text not null,
  status text not null,
  request text not null,
  provider text not null,
  quote integer not null,
  charged integer not null,
  error text,
  created_at text not null,
  completed_at text
) strict, without rowid;
create index orders_newest on orders (created_at desc, id desc);

create table order_items (
  id text primary key,
  order_id text not null,
  sequence integer not null
) strict, without rowid;
create index order_items_by_order on order_items (order_id);

create table jobs (
  id text primary key,
  order_id text not null,
  item_id text not null,
  sequence integer not null,
  status text not null,
  stage text,
  progress real not null,
  attempts integer not null,
  max_attempts integer not null,
  run_after text,
  cancel_requested integer not null,
  price integer not null,
  error text,
  created_at text not null,
  updated_at text not null,
  -- Only of this machine: taken out of sight after it ended badly.
  dismissed integer not null default 0
) strict, without rowid;
create index jobs_by_order on jobs (order_id, sequence);
create index jobs_open on jobs (status, order_id) where dismissed = 0 and status <> 'completed';

create table workspace_assets (
  id text primary key,
  order_id text not null,
  job_id text not null,
  storage_path text,
  sha256 text not null,
  mime text not null,
  bytes integer not null,
  width integer not null,
  height integer not null,
  recipe text not null,
  created_at text not null,
  expires_at text not null,
  -- 1 while a result is thrown away or saved but may come back.
  hidden integer not null
) strict, without rowid;
create index workspace_newest on workspace_assets (created_at desc, id desc) where hidden = 0;
create index workspace_by_content on workspace_assets (sha256);
create index workspace_expiry on workspace_assets (expires_at);

create table user_library (
  -- The search index names rows by it; an implicit rowid would change in a backup.
  nr integer primary key,
  id text not null unique,
  origin text not null check (origin in ('generated', 'imported')),
  storage_path text,
  sha256 text not null,
  mime text not null,
  bytes integer not null,
  width integer not null,
  height integer not null,
  recipe text,
  title text,
  file_name text,
  is_favorite integer not null,
  sort_title text not null,
  created_at text not null,
  trashed_at text
) strict;
create index library_newest on user_library (created_at desc, id desc) where trashed_at is null;
create index library_favorites on user_library (created_at desc, id desc) where trashed_at is null and is_favorite = 1;
create index library_titles on user_library (sort_title, id) where trashed_at is null;
create index library_trash on user_library (created_at desc, id desc) where trashed_at is not null;
create index library_by_content on user_library (sha256);

create virtual table library_search using fts5(
  title, prompt, file_name, model,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);

create table user_collections (
  id text primary key,
  name text not null,
  created_at text not null
) strict, without rowid;

create table collection_items (
  id text primary key,
  collection_id text not null,
  library_id text not null,
  created_at text not null
) strict, without rowid;
create index items_by_collection on collection_items (collection_id, library_id);
create index items_by_work on collection_items (library_id, collection_id);
`,
};
