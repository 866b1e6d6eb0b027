-- Extensions that some features stand on. What an engine lacks is skipped with a notice, and only the feature that
-- needs it answers `not_available`: everything else works without.

-- Adds the codes that the features below refuse with.
create or replace function private.refuse(p_code text, p_message text, p_details jsonb default '{}')
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using
    errcode = 'PT' || case p_code
      when 'invalid_input' then '400'
      when 'unauthenticated' then '401'
      when 'insufficient_credits' then '402'
      when 'quota_exceeded' then '402'
      when 'forbidden' then '403'
      when 'not_found' then '404'
      when 'file_missing' then '404'
      when 'conflict' then '409'
      when 'idempotency_conflict' then '409'
      when 'lease_lost' then '409'
      when 'model_unavailable' then '422'
      when 'content_refused' then '422'
      when 'rate_limited' then '429'
      when 'not_available' then '501'
      else '500'
    end,
    message = p_message,
    detail = jsonb_build_object('code', p_code, 'details', p_details)::text;
end
$$;

-- Extensions are made in `extensions`, which Supabase keeps out of the interface; pg_cron brings a schema of its own.
do $$
declare
  wanted text;
begin
  create schema if not exists extensions;
  foreach wanted in array array['vector', 'pg_trgm', 'fuzzystrmatch', 'pgcrypto', 'pg_net'] loop
    if exists (select from pg_catalog.pg_extension where extname = wanted) then
      continue;
    end if;
    begin
      execute format('create extension %I with schema extensions', wanted);
    exception
      when others then
        raise notice 'extension % is not available here: %', wanted, sqlerrm;
    end;
  end loop;
end
$$;

create function private.has_extension(p_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from pg_catalog.pg_extension where extname = p_name)
$$;

-- For a feature that cannot do without.
create function private.need_extension(p_name text, p_feature text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not private.has_extension(p_name) then
    perform private.refuse('not_available', format('%s is not available here: this database has no %s.', p_feature, p_name),
      jsonb_build_object('feature', p_feature, 'extension', p_name));
  end if;
end
$$;

-- Keeps updated_at of rows that no device syncs.
create function private.touch()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

-- Takes what belongs to a deleted row along, and brings back with it what went in the same moment: an undo gives
-- the whole project back, but not what was deleted in it before. Arguments: table, column, table, column, …
create function private.follow_deletion()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  for nr in 0 .. tg_nargs - 1 by 2 loop
    execute format(
      'update public.%I set deleted_at = $1 where %I = $2 and deleted_at is not distinct from $3',
      tg_argv[nr], tg_argv[nr + 1]) using new.deleted_at, new.id, old.deleted_at;
  end loop;
  return null;
end
$$;
