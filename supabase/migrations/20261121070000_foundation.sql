-- What every later migration stands on: the schema for what no client may call, typed errors, the stamp of synced rows.

create schema if not exists private;
revoke all on schema private from public;

-- Supabase grants everything in public to its three roles by default. Here each grant is written out.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

-- The one convention for typed failures, read back by supabase/functions/_shared/database.ts:
--   SQLSTATE  'PT' and the HTTP status, which PostgREST answers with
--   MESSAGE   a sentence for logs
--   DETAIL    {"code": a code of contract/errors.ts, "details": {…}}
create function private.refuse(p_code text, p_message text, p_details jsonb default '{}')
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
      else '500'
    end,
    message = p_message,
    detail = jsonb_build_object('code', p_code, 'details', p_details)::text;
end
$$;

-- A version 7 UUID (RFC 9562): uuidv7() of Postgres 18 is not on every project yet.
create function private.uuid7()
returns uuid
language sql
volatile
set search_path = ''
as $$
  select encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6
      ), 52, 1), 53, 1),
    'hex')::uuid
$$;

-- The same JSON always has the same fingerprint: jsonb orders its keys.
create function private.fingerprint(p_body jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select encode(sha256(convert_to(p_body::text, 'UTF8')), 'hex')
$$;

-- Stamps synced rows (rules S3, S4). sync_xid is the transaction that changed the row last; field_xids holds
-- it per column, "*" standing for every column not changed since the row was made. An update that changes
-- nothing a client sees keeps its stamp, so a renewed lease costs no device a pull. The argument names the
-- columns that no client sees, by comma.
create function private.stamp_sync()
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
    new.sync_xid := pg_current_xact_id();
    new.field_xids := old.field_xids || changed;
    new.updated_at := now();
  end if;
  return new;
end
$$;

-- Settings of the operator, one JSON value a key.
create table public.system_config (
  key text primary key,
  value jsonb not null,
  description text not null default '',
  updated_at timestamptz not null default now()
);
alter table public.system_config enable row level security;

create function private.config(p_key text, p_default jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce((select value from public.system_config where key = p_key), p_default)
$$;

insert into public.system_config (key, value, description) values
  ('signup_bonus', '100', 'Credits a new profile starts with.'),
  ('workspace_hours', '168', 'Hours until a result that nobody kept expires.'),
  ('queue', '{"backoff_base_seconds": 2, "backoff_cap_seconds": 300, "max_attempts": 3}',
    'Retries wait min(cap, base * 2^attempts) with jitter (rule Q5).'),
  ('quotas', '{"free": {"images_per_month": null, "open_jobs": 500}, "pro": {"images_per_month": null, "open_jobs": 1000}, "enterprise": {"images_per_month": null, "open_jobs": 5000}}',
    'Limits by subscription tier; null is none. Admins are exempt.'),
  ('tombstone_days', '90', 'Days a deleted row is told of before it is gone (rule S6).');
