-- A page of `sync_pull` in a fifth of the time. Of 0.3 s for 1,000 works, two thirds went into building each row as jsonb,
-- taking fifteen names out of it, and writing it as text again; now Postgres writes the columns that a device sees as
-- text at once, and only tables that have rows in the page are read for them.

-- What no device sees of any row. Of what is not stamped, two devices would hold different values (rule S10).
create function private.hidden_columns()
returns text[]
language sql
immutable
set search_path = ''
as $$
  select array[
    'field_xids', 'object_removed_at', 'last_sign_in_at', 'last_accessed_at', 'access_count', 'api_key_hash',
    'lease_token', 'lease_until', 'worker_id', 'provider_job_id', 'hold_id', 'vendor_cost_usd', 'moderated_by',
    'moderation_notes', 'started_at'
  ]
$$;

create or replace function private.seen_row(p_row jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_row - private.hidden_columns()
$$;

-- The page that starts after a cursor. `last_xid`: the greatest one whose rows all fit, or the first one if not even that
-- fits (an xid is never split, rule S4); null when everything below p_before fits. `tables`: those that have rows in it.
create function private.sync_page(
  p_user uuid, p_after xid8, p_table text, p_id text, p_before xid8, p_limit integer,
  out last_xid xid8, out tables text[]
)
language plpgsql
stable
set search_path = ''
as $$
declare
  found_rows integer;
  newest xid8;
begin
  with page as (
    select p.sync_xid, p.tbl from private.sync_places as p
      where p.user_id = p_user and p.sync_xid >= p_after and p.sync_xid < p_before
        and (p.sync_xid > p_after or (p.tbl collate "C", p.id::text collate "C") > (p_table, p_id))
      order by p.sync_xid
      limit p_limit + 1
  ),
  transactions as (
    select page.sync_xid, count(*) as rows, array_agg(distinct page.tbl) as tables from page group by page.sync_xid
  )
  select sum(t.rows), max(t.sync_xid),
      max(t.sync_xid) filter (where t.sync_xid < (select max(sync_xid) from page)),
      array(select distinct unnest(each.tables) from transactions as each)
    into found_rows, newest, last_xid, tables
    from transactions as t;
  if coalesce(found_rows, 0) <= p_limit then
    last_xid := null;
  elsif last_xid is null then
    last_xid := newest;
    tables := array(
      select distinct p.tbl from private.sync_places as p where p.user_id = p_user and p.sync_xid = newest);
  end if;
end
$$;

-- The rows of a page as a list in JSON, in the order of the contract. Values as `to_jsonb` would have them.
create function private.page_rows(
  p_user uuid, p_after xid8, p_table text, p_id text, p_before xid8, p_last xid8, p_tables text[]
)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  arms text;
  rows text;
begin
  select string_agg(format(
      'select sync_xid, %1$L collate "C" as tbl, id, (select row_to_json(seen) from (select %2$s) as seen)::text as row
         from public.%1$I where %3$I = $1 and sync_xid >= $2 and sync_xid <= $3
           and (sync_xid > $2 or (%1$L collate "C", id::text collate "C") > ($4, $5))',
      name, columns.names, case name when 'profiles' then 'id' else 'user_id' end
    ), ' union all ')
    into arms
    from unnest(p_tables) as name
      cross join lateral (
        select string_agg(format('%I', attname), ', ' order by attnum) as names from pg_catalog.pg_attribute
          where attrelid = format('public.%I', name)::regclass and attnum > 0 and not attisdropped
            and attname <> all (private.hidden_columns())
      ) as columns;
  if arms is null then
    return '[]';
  end if;
  -- An id, a table's name and a number hold nothing that JSON would have to escape.
  execute format(
    'select string_agg(''{"table":"'' || tbl || ''","id":"'' || id || ''","xid":"'' || sync_xid || ''","row":'' || row || ''}'','
    ''','' order by sync_xid, tbl, id) from (%s) as page', arms)
    into rows
    using p_user, p_after, coalesce(p_last, (p_before::text::numeric - 1)::text::xid8), p_table, p_id;
  return '[' || coalesce(rows, '') || ']';
end
$$;

-- As before; answers text that needs no second writing.
drop function public.sync_pull(jsonb, integer);
create function public.sync_pull(after jsonb default null, max_rows integer default 1000)
returns json
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
  page record;
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
    return json_build_object('epoch', state.epoch, 'expired', true, 'rows', '[]'::json,
      'cursor', '{"xid": "0", "table": "", "id": ""}'::json, 'more', true);
  end if;
  select * into page from private.sync_page(
    me, since, since_table, since_id, settled, least(greatest(coalesce(max_rows, 1000), 1), 5000));
  -- '~' comes after every table: the whole of that xid is done.
  return json_build_object('epoch', state.epoch, 'expired', false,
    'rows', private.page_rows(me, since, since_table, since_id, settled, page.last_xid, page.tables),
    'cursor', jsonb_build_object(
      'xid', coalesce(page.last_xid::text, greatest(since::text::numeric, settled::text::numeric - 1)::text),
      'table', '~', 'id', '') || case
        when page.last_xid is null then '{}'
        when since = '0'::xid8 then jsonb_build_object('floor', state.purged_xid)
        when after ? 'floor' then jsonb_build_object('floor', after -> 'floor')
        else '{}'
      end,
    'more', page.last_xid is not null,
    'pending', page.last_xid is null and coalesce((after ->> 'whole')::boolean, false) and exists (
      select from private.sync_places where user_id = me and sync_xid >= settled));
end
$$;

drop function private.page_end(uuid, xid8, text, text, xid8, integer);
drop view private.sync_rows;

revoke execute on function
  private.hidden_columns(),
  private.sync_page(uuid, xid8, text, text, xid8, integer),
  private.page_rows(uuid, xid8, text, text, xid8, xid8, text[]),
  public.sync_pull(jsonb, integer)
  from public;
grant execute on function public.sync_pull(jsonb, integer) to authenticated;
