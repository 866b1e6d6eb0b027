-- The two calls by which a device and the backend agree (contract/sync.ts, rules S2 to S4, S6).

-- Another epoch means that this database went back in time: every device starts over (rule S6).
-- `purged_xid`: no tombstone at or below it is kept any more.
create table public.sync_epoch (
  only_row boolean primary key default true check (only_row),
  epoch uuid not null default gen_random_uuid(),
  purged_xid xid8 not null default '0',
  started_at timestamptz not null default now()
);
alter table public.sync_epoch enable row level security;
insert into public.sync_epoch default values;

-- What became of each mutation (rule S2). `session` tells a device's own earlier edits from another's.
create table public.sync_mutations (
  user_id uuid not null references public.profiles (id) on delete cascade,
  id uuid not null,
  fingerprint text not null,
  session text,
  row_id uuid not null,
  op text not null,
  fields text[] not null,
  xid xid8 not null,
  result jsonb,
  created_at timestamptz not null default now(),
  primary key (user_id, id)
);
create index sync_mutations_by_row on public.sync_mutations (user_id, row_id, xid);
create index sync_mutations_by_age on public.sync_mutations (created_at);
alter table public.sync_mutations enable row level security;

-- Call it after a backup was restored.
create function public.start_sync_epoch()
returns uuid
language sql
security definer
set search_path = ''
as $$
  update public.sync_epoch set epoch = gen_random_uuid(), started_at = now() returning epoch
$$;

-- CLIENT_COLUMNS of contract/sync.ts; null for a table that no client writes.
create function private.client_columns(p_table text)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select case p_table
    when 'profiles' then array['full_name', 'language', 'theme']
    when 'user_library' then array[
      'storage_path', 'sha256', 'mime', 'bytes', 'width', 'height', 'origin', 'file_name', 'recipe',
      'custom_title', 'is_favorite', 'trashed_at', 'created_at'
    ]
    when 'user_collections' then array['name', 'created_at']
    when 'collection_items' then array['collection_id', 'library_id', 'created_at']
  end
$$;

-- A final refusal of one mutation, caught by sync_push.
create function private.reject(p_code text, p_message text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = 'ATREJ', message = p_message, detail = p_code;
end
$$;

create function private.rejected(p_id uuid, p_code text, p_message text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object('id', p_id, 'status', 'rejected', 'code', p_code, 'message', p_message)
$$;

-- Whether the change that gave a row this stamp was an edit of the same session: then a later one is its sequel,
-- not its rival, however old the base it names. Without a session nobody is the same.
create function private.was_own_change(p_user uuid, p_session text, p_row uuid, p_xid xid8, p_op text, p_field text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.sync_mutations
      where user_id = p_user and row_id = p_row and xid = p_xid and op = p_op and session = p_session
        and (p_field is null or p_field = any (fields))
  )
$$;

-- A row names only what is its owner's and what is there (rules L4, S8).
create function private.check_references(p_user uuid, p_table text, p_row jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  parent record;
begin
  if p_table = 'collection_items' then
    for parent in
      select c.user_id, c.deleted_at from public.user_collections as c where c.id = (p_row ->> 'collection_id')::uuid
      union all
      select l.user_id, l.deleted_at from public.user_library as l where l.id = (p_row ->> 'library_id')::uuid
    loop
      if parent.user_id <> p_user then
        perform private.reject('forbidden', 'A collection and its works have one owner.');
      elsif parent.deleted_at is not null then
        perform private.reject('deleted', 'The collection or the work is deleted.');
      end if;
    end loop;
  elsif p_table = 'user_library' then
    if not starts_with(p_row ->> 'storage_path', p_user || '/') then
      perform private.reject('forbidden', 'A file lies in its owner''s folder.');
    elsif private.object_size('user-library', p_row ->> 'storage_path') is null then
      perform private.reject('file_missing', 'The file was not uploaded.');
    end if;
  end if;
end
$$;

-- The fields of a mutation that somebody else changed since its base (rule S3), with the values that lose.
-- Without a base the device thought the row new: then only what was changed since it was made counts.
create function private.conflicts(
  p_user uuid, p_session text, p_row jsonb, p_field_xids jsonb, p_base xid8, p_fields jsonb
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'field', f.key, 'lost', p_row -> f.key, 'won', f.value
    ) order by f.key), '[]')
    from jsonb_each(p_fields) as f
    where p_row -> f.key is distinct from f.value
      and (p_field_xids ->> f.key)::xid8 > coalesce(p_base, '0'::xid8)
      and not private.was_own_change(
        p_user, p_session, (p_row ->> 'id')::uuid, (p_field_xids ->> f.key)::xid8, 'upsert', f.key)
$$;

-- Whether an edit brings a deleted row back: it knows of the deletion (its base is not older), or it is the undo of
-- the session that deleted, or the row is a membership, whose later arrival simply counts. Any other edit is late.
create function private.revives(
  p_user uuid, p_session text, p_table text, p_row uuid, p_row_xid xid8, p_deleted_xid xid8, p_base xid8
)
returns boolean
language sql
stable
set search_path = ''
as $$
  select p_table = 'collection_items'
    or coalesce(p_base >= p_row_xid, false)
    or private.was_own_change(p_user, p_session, p_row, p_deleted_xid, 'delete', null)
$$;

-- The values as the table would hold them, so that two spellings of one instant or number compare equal.
create function private.normalised(p_table text, p_fields jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  whole jsonb;
begin
  execute format('select to_jsonb(jsonb_populate_record(null::public.%I, $1))', p_table) into whole using p_fields;
  return (select coalesce(jsonb_object_agg(key, whole -> key), '{}') from jsonb_object_keys(p_fields) as key);
end
$$;

-- One live or dead row of a synced table, locked; null if there is none.
create function private.lock_row(p_table text, p_id uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  found_row jsonb;
begin
  execute format('select to_jsonb(t) from public.%I as t where t.id = $1 for no key update', p_table)
    into found_row using p_id;
  return found_row;
end
$$;

create function private.write_row(p_user uuid, p_table text, p_id uuid, p_fields jsonb, p_insert boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  names text;
begin
  select string_agg(format('%I', key), ', ' order by key) into names from jsonb_object_keys(p_fields) as key;
  if p_insert then
    execute format(
      'insert into public.%1$I (id, user_id %2$s) select $1, $2 %2$s from jsonb_populate_record(null::public.%1$I, $3)',
      p_table, coalesce(', ' || names, '')) using p_id, p_user, p_fields;
  elsif names is not null then
    execute format(
      'update public.%1$I set (%2$s) = (select %2$s from jsonb_populate_record(null::public.%1$I, $2)) where id = $1',
      p_table, names) using p_id, p_fields;
  end if;
end
$$;

create function private.apply_upsert(
  p_user uuid, p_session text, p_table text, p_id uuid, p_base xid8, p_fields jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  known constant jsonb := private.lock_row(p_table, p_id);
  fields jsonb := private.normalised(p_table, p_fields);
  conflicts jsonb := '[]';
begin
  if p_table = 'profiles' and p_id is distinct from p_user
    or known is not null and p_table <> 'profiles' and (known ->> 'user_id')::uuid <> p_user then
    perform private.reject('forbidden', 'This row is not yours.');
  elsif known is null and p_base is not null and p_table <> 'collection_items' then
    -- A membership may come again when even its tombstone is forgotten: it is made of the pair alone.
    perform private.reject('deleted', 'This row was deleted.');
  elsif known is null then
    perform private.check_references(p_user, p_table, fields);
    perform private.write_row(p_user, p_table, p_id, fields, true);
    return conflicts;
  elsif known ->> 'deleted_at' is not null then
    if not private.revives(p_user, p_session, p_table, p_id, (known ->> 'sync_xid')::xid8,
      (known -> 'field_xids' ->> 'deleted_at')::xid8, p_base) then
      perform private.reject('deleted', 'This row was deleted.');
    end if;
    fields := fields || '{"deleted_at": null}';
  else
    conflicts := private.conflicts(p_user, p_session, known, known -> 'field_xids', p_base, fields);
  end if;
  if p_table = 'collection_items' or fields ?| array['deleted_at', 'storage_path', 'sha256', 'mime'] then
    perform private.check_references(p_user, p_table, known || fields);
  end if;
  perform private.write_row(p_user, p_table, p_id, fields, false);
  return conflicts;
end
$$;

create function private.apply_delete(p_user uuid, p_table text, p_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  known constant jsonb := private.lock_row(p_table, p_id);
begin
  if p_table = 'profiles' or (known ->> 'user_id')::uuid <> p_user then
    perform private.reject('forbidden', 'This row is not yours to delete.');
  end if;
  execute format('update public.%I set deleted_at = now() where id = $1 and deleted_at is null', p_table) using p_id;
end
$$;

-- One mutation; answers its `MutationResult` or raises.
create function private.apply_mutation(p_user uuid, p_session text, p_mutation jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  table_name constant text := p_mutation ->> 'table';
  row_id constant uuid := (p_mutation ->> 'rowId')::uuid;
  fields constant jsonb := coalesce(p_mutation -> 'fields', '{}');
  columns constant text[] := private.client_columns(table_name);
  conflicts jsonb := '[]';
  stored jsonb;
begin
  if columns is null or exists (
    select from jsonb_object_keys(fields) as key where key <> all (columns)
  ) then
    perform private.reject('forbidden', 'No client writes this table or column.');
  end if;
  case p_mutation ->> 'op'
    when 'upsert' then
      conflicts := private.apply_upsert(
        p_user, p_session, table_name, row_id, (p_mutation ->> 'base')::xid8, fields);
    when 'delete' then
      perform private.apply_delete(p_user, table_name, row_id);
    else
      perform private.reject('invalid', 'There is no such operation.');
  end case;
  execute format('select to_jsonb(t) from public.%I as t where t.id = $1', table_name) into stored using row_id;
  return jsonb_build_object(
    'id', p_mutation -> 'id', 'status', 'applied', 'row', private.seen_row(stored), 'conflicts', conflicts);
end
$$;

-- Effect and record are one: both in one subtransaction, or, for what is refused, the record alone (rule S2).
-- Faults that may pass (a deadlock, a full disk) are not caught: the whole push fails and is sent again.
create function private.push_one(p_user uuid, p_session text, p_mutation jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  mutation_id constant uuid := (p_mutation ->> 'id')::uuid;
  known public.sync_mutations;
  answer jsonb;
  code text;
begin
  select * into known from public.sync_mutations where user_id = p_user and id = mutation_id;
  if found then
    if known.fingerprint <> private.fingerprint(p_mutation) then
      return private.rejected(mutation_id, 'changed_body', 'This mutation came before with another body.');
    end if;
    return known.result;
  end if;
  begin
    answer := private.apply_mutation(p_user, p_session, p_mutation);
  exception
    when sqlstate 'ATREJ' then
      get stacked diagnostics code = pg_exception_detail;
      answer := private.rejected(mutation_id, code, sqlerrm);
    when data_exception or integrity_constraint_violation then
      answer := private.rejected(mutation_id, 'invalid', sqlerrm);
  end;
  insert into public.sync_mutations (user_id, id, fingerprint, session, row_id, op, fields, xid, result)
    values (
      p_user, mutation_id, private.fingerprint(p_mutation), p_session, (p_mutation ->> 'rowId')::uuid,
      p_mutation ->> 'op', array(select jsonb_object_keys(p_mutation -> 'fields')), pg_current_xact_id(), answer
    );
  return answer;
end
$$;

-- Applies up to MAX_PUSH offline edits in order; answers `PushAnswer`. Pushes of one user take turns, so two devices
-- never deadlock and the arrival of an edit is well defined.
create function public.sync_push(mutations jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  me constant uuid := auth.uid();
  my_session constant text := auth.jwt() ->> 'session_id';
  mutation jsonb;
  results jsonb := '[]';
begin
  if me is null or not exists (select from public.profiles where id = me) then
    perform private.refuse('unauthenticated', 'Sign in first.');
  end if;
  if jsonb_typeof(mutations) is distinct from 'array' or jsonb_array_length(mutations) > 100 then
    perform private.refuse('invalid_input', 'A push is a list of at most 100 mutations.');
  end if;
  perform pg_advisory_xact_lock(hashtextextended(me::text, 1));
  for mutation in select value from jsonb_array_elements(mutations) loop
    if not coalesce(
      jsonb_typeof(mutation) = 'object'
      and jsonb_typeof(mutation -> 'fields') = 'object'
      and mutation ->> 'op' in ('upsert', 'delete')
      and pg_input_is_valid(mutation ->> 'id', 'uuid')
      and pg_input_is_valid(mutation ->> 'rowId', 'uuid')
      and coalesce(mutation ->> 'base', '0') ~ '^[0-9]{1,20}$', false
    ) then
      perform private.refuse('invalid_input', 'A mutation is not of the contract''s shape.');
    end if;
    results := results || private.push_one(me, my_session, mutation);
  end loop;
  return jsonb_build_object('epoch', (select epoch from public.sync_epoch), 'results', results);
end
$$;

-- Where every synced row stands. Each arm has an index on (user_id, sync_xid, id), so the first n by sync_xid are
-- merged from eight index scans, without a sort of what a person owns.
create view private.sync_places as
  select 'profiles' as tbl, id as user_id, sync_xid, id from public.profiles
  union all select 'orders', user_id, sync_xid, id from public.orders
  union all select 'order_items', user_id, sync_xid, id from public.order_items
  union all select 'jobs', user_id, sync_xid, id from public.jobs
  union all select 'workspace_assets', user_id, sync_xid, id from public.workspace_assets
  union all select 'user_library', user_id, sync_xid, id from public.user_library
  union all select 'user_collections', user_id, sync_xid, id from public.user_collections
  union all select 'collection_items', user_id, sync_xid, id from public.collection_items;
create index profiles_sync on public.profiles (id, sync_xid);

-- The same rows, whole, without what no client may see.
create view private.sync_rows as
  select 'profiles' as tbl, id as user_id, sync_xid, id, to_jsonb(t) as row from public.profiles as t
  union all select 'orders', user_id, sync_xid, id, to_jsonb(t) from public.orders as t
  union all select 'order_items', user_id, sync_xid, id, to_jsonb(t) from public.order_items as t
  union all select 'jobs', user_id, sync_xid, id, to_jsonb(t) - array[
      'lease_token', 'lease_until', 'worker_id', 'provider_job_id', 'hold_id', 'vendor_cost_usd'
    ] from public.jobs as t
  union all select 'workspace_assets', user_id, sync_xid, id, to_jsonb(t) from public.workspace_assets as t
  union all select 'user_library', user_id, sync_xid, id, to_jsonb(t) from public.user_library as t
  union all select 'user_collections', user_id, sync_xid, id, to_jsonb(t) from public.user_collections as t
  union all select 'collection_items', user_id, sync_xid, id, to_jsonb(t) from public.collection_items as t;

-- The last xid of the page that starts after a cursor: the greatest one whose rows all fit, or the first one if not
-- even that fits (an xid is never split, rule S4); null when everything below p_before fits.
create function private.page_end(p_user uuid, p_after xid8, p_table text, p_id text, p_before xid8, p_limit integer)
returns xid8
language sql
stable
set search_path = ''
as $$
  with page as (
    select p.sync_xid from private.sync_places as p
      where p.user_id = p_user and p.sync_xid >= p_after and p.sync_xid < p_before
        and (p.sync_xid > p_after or (p.tbl collate "C", p.id::text collate "C") > (p_table, p_id))
      order by p.sync_xid
      limit p_limit + 1
  )
  select case when count(*) > p_limit then
      coalesce((select max(fits.sync_xid) from page as fits where fits.sync_xid < (select max(sync_xid) from page)),
        max(sync_xid))
    end
    from page
$$;

-- Rows changed since a cursor; answers `PullAnswer`. Only transactions below the snapshot's xmin count: all of them
-- have ended, so no row can still appear at or before a cursor that a device has stored (rule S4). Stable: one snapshot.
create function public.sync_pull(after jsonb default null, max_rows integer default 1000)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  me constant uuid := auth.uid();
  since constant xid8 := coalesce(after ->> 'xid', '0')::xid8;
  since_table constant text := coalesce(after ->> 'table', '');
  since_id constant text := coalesce(after ->> 'id', '');
  settled constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  state public.sync_epoch;
  page_end xid8;
  rows jsonb;
begin
  if me is null then
    perform private.refuse('unauthenticated', 'Sign in first.');
  end if;
  select * into state from public.sync_epoch;
  -- Older than what is remembered, or from a future that this database has lost: start over (rule S6).
  if since > '0'::xid8 and (since < state.purged_xid or since >= pg_snapshot_xmax(pg_current_snapshot())) then
    return jsonb_build_object('epoch', state.epoch, 'expired', true, 'rows', '[]'::jsonb,
      'cursor', '{"xid": "0", "table": "", "id": ""}'::jsonb, 'more', true);
  end if;
  page_end := private.page_end(
    me, since, since_table, since_id, settled, least(greatest(coalesce(max_rows, 1000), 1), 5000));
  select coalesce(jsonb_agg(jsonb_build_object(
      'table', r.tbl, 'id', r.id, 'xid', r.sync_xid, 'row', private.seen_row(r.row)
    ) order by r.sync_xid, r.tbl collate "C", r.id), '[]')
    into rows
    from private.sync_rows as r
    where r.user_id = me and r.sync_xid >= since and r.sync_xid < settled
      and (page_end is null or r.sync_xid <= page_end)
      and (r.sync_xid > since or (r.tbl collate "C", r.id::text collate "C") > (since_table, since_id));
  -- '~' comes after every table: the whole of that xid is done.
  return jsonb_build_object('epoch', state.epoch, 'expired', false, 'rows', rows,
    'cursor', jsonb_build_object(
      'xid', coalesce(page_end::text, greatest(since::text::numeric, settled::text::numeric - 1)::text),
      'table', '~', 'id', ''),
    'more', page_end is not null);
end
$$;

-- Forgets tombstones and mutations past their time, and from where on devices know of them (rule S6). Rows that were
-- deleted in one transaction with others that stay known are counted as told too.
create function public.purge_tombstones()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  horizon constant timestamptz := now()
    - make_interval(days => (private.config('tombstone_days', '90'))::integer);
  name text;
  newest xid8;
  purged integer;
  total integer := 0;
begin
  foreach name in array array['collection_items', 'user_collections', 'user_library', 'workspace_assets'] loop
    execute format(
      'with gone as (delete from public.%I where deleted_at < $1 %s returning sync_xid)
       select count(*), max(sync_xid) from gone',
      name,
      case name when 'workspace_assets' then 'and object_removed_at is not null' else '' end)
      into purged, newest using horizon;
    total := total + purged;
    update public.sync_epoch set purged_xid = greatest(purged_xid, newest) where newest is not null;
  end loop;
  delete from public.sync_mutations where created_at < horizon;
  delete from private.idempotency where created_at < horizon;
  return total;
end
$$;
