-- What thousands of simulated schedules found in the two calls of sync, and the digest by which devices are compared.

-- As before, but a row never goes back to an older stamp: a transaction that began before another and writes the same
-- row after it keeps the greater one, else a device that was told of the second would refuse what came of the first.
create or replace function private.stamp_sync()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  unseen constant text[] := array['sync_xid', 'field_xids', 'updated_at']
    || coalesce(string_to_array(tg_argv[0], ','), '{}');
  changed jsonb;
begin
  if tg_op = 'INSERT' then
    new.sync_xid := pg_current_xact_id();
    new.field_xids := jsonb_build_object('*', new.sync_xid);
    new.updated_at := now();
    return new;
  end if;
  select jsonb_object_agg(after.key, pg_current_xact_id())
    into changed
    from jsonb_each(to_jsonb(new) - unseen) as after
    where after.value is distinct from to_jsonb(old) -> after.key;
  if changed is null then
    new.sync_xid := old.sync_xid;
    new.field_xids := old.field_xids;
    new.updated_at := old.updated_at;
  else
    new.sync_xid := greatest(pg_current_xact_id(), old.sync_xid);
    new.field_xids := old.field_xids || changed;
    new.updated_at := now();
  end if;
  return new;
end
$$;

-- As before; each deletion has an instant of its own, also within one push: what was deleted by itself does not come
-- back with what it lay in.
create or replace function private.apply_delete(p_user uuid, p_table text, p_id uuid)
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
  execute format('update public.%I set deleted_at = clock_timestamp() where id = $1 and deleted_at is null', p_table)
    using p_id;
end
$$;

-- As before, but what is told again is told with the row as it is now: the row of then may have moved to a transaction
-- that no pull shows yet, and the device would see neither.
create or replace function private.push_one(p_user uuid, p_session text, p_mutation jsonb)
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
    elsif known.result ->> 'status' = 'applied' then
      return known.result || jsonb_build_object('row', private.row_now(p_user, p_mutation ->> 'table', known.row_id));
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

-- A row of a synced table as its owner sees it; null if there is none.
create function private.row_now(p_user uuid, p_table text, p_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  stored jsonb;
begin
  execute format('select to_jsonb(t) from public.%I as t where t.id = $1', p_table) into stored using p_id;
  return private.seen_row(stored);
end
$$;

-- As before; a first sync of many pages no longer expires between two of them because tombstones younger than its oldest
-- rows were forgotten; in a resync the last page says whether rows have changed that no pull may name yet: what a device was not told
-- of is not gone then, but on its way (rule S6).
create or replace function public.sync_pull(after jsonb default null, max_rows integer default 1000)
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
  -- Whoever began at the start needs no tombstone of before, however many pages it takes.
  if since > '0'::xid8 and (
    since < state.purged_xid and coalesce((after ->> 'floor')::xid8, '0'::xid8) < state.purged_xid
    or since >= pg_snapshot_xmax(pg_current_snapshot())
  ) then
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
      'table', '~', 'id', '') || case
        when page_end is null then '{}'
        when since = '0'::xid8 then jsonb_build_object('floor', state.purged_xid)
        when after ? 'floor' then jsonb_build_object('floor', after -> 'floor')
        else '{}'
      end,
    'more', page_end is not null,
    'pending', page_end is null and coalesce((after ->> 'whole')::boolean, false) and exists (
      select from private.sync_places where user_id = me and sync_xid >= settled));
end
$$;

-- What a device that has pulled everything up to `upto` holds, by table (contract/sync.ts, rule S10): how many live rows,
-- and the sum of a hash of each one's id and stamp. Null while something has changed since, or may yet.
create function public.sync_digest(upto text)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
  name text;
  found_rows bigint;
  found_sum numeric;
  tables jsonb := '{}';
begin
  if me is null then
    perform private.refuse('unauthenticated', 'Sign in first.');
  elsif not coalesce(upto ~ '^[0-9]{1,20}$', false) then
    perform private.refuse('invalid_input', 'A place is the number of a transaction.');
  end if;
  if exists (select from private.sync_places where user_id = me and sync_xid > upto::xid8) then
    return jsonb_build_object('epoch', (select epoch from public.sync_epoch), 'tables', null);
  end if;
  foreach name in array array[
    'profiles', 'orders', 'order_items', 'jobs', 'workspace_assets', 'brands', 'characters', 'projects', 'user_library',
    'user_collections', 'collection_items', 'scenes', 'character_scenes', 'templates', 'personalization_tokens',
    'prompts', 'agents', 'conversations', 'messages'
  ] loop
    execute format(
      'select count(*), coalesce(sum(private.place_hash(id, sync_xid)), 0) from public.%I
         where %I = $1 and deleted_at is null',
      name, case name when 'profiles' then 'id' else 'user_id' end
    ) into found_rows, found_sum using me;
    if found_rows > 0 then
      tables := tables || jsonb_build_object(name, jsonb_build_object('rows', found_rows, 'sum', found_sum::text));
    end if;
  end loop;
  return jsonb_build_object('epoch', (select epoch from public.sync_epoch), 'tables', tables);
end
$$;

-- The first 48 bits of the md5 of `id xid`: a number that every language adds up exactly.
create function private.place_hash(p_id uuid, p_xid xid8)
returns bigint
language sql
immutable
set search_path = ''
as $$
  select ('x0000' || left(md5(p_id || ' ' || p_xid), 12))::bit(64)::bigint
$$;

revoke execute on function
  private.row_now(uuid, text, uuid), private.place_hash(uuid, xid8), public.sync_digest(text)
  from public;
grant execute on function public.sync_digest(text) to authenticated;
