-- Supabase Realtime's schema, and how changes reach the server without a replication stream: tables of the publication
-- get a trigger that writes each change someone subscribed to into realtime.outbox and wakes the server. The outbox is
-- unlogged: a change that a crash swallows is a lost hint. Subscriptions outlive a restart of the engine under the server.

create schema if not exists realtime;
grant usage on schema realtime to postgres, anon, authenticated, service_role, supabase_realtime_admin;

do $$
begin
  if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
end
$$;

create table if not exists realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  primary key (id, inserted_at)
);
create index if not exists messages_topic_inserted_at_idx on realtime.messages (topic, inserted_at);
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to postgres, anon, authenticated, service_role;

create unlogged table if not exists realtime.outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  entity oid,
  payload jsonb not null,
  committed_at timestamptz not null default clock_timestamp()
);
create table if not exists realtime.subscription (
  id bigint generated always as identity primary key,
  subscription_id uuid not null,
  entity oid not null
);
alter table realtime.subscription set logged;
create index if not exists subscription_entity_idx on realtime.subscription (entity);
create index if not exists subscription_subscription_id_idx on realtime.subscription (subscription_id);

create or replace function realtime.topic() returns text language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

create or replace function realtime.capture() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from realtime.subscription where entity = tg_relid) then
    insert into realtime.outbox (kind, entity, payload) values ('change', tg_relid, jsonb_build_object(
      'type', tg_op,
      'record', case when tg_op <> 'DELETE' then to_jsonb(new) end,
      'old_record', case when tg_op <> 'INSERT' then to_jsonb(old) end
    ));
    -- Without a payload: many in one transaction are one wake-up, and none can be too long.
    perform pg_catalog.pg_notify('realtime_outbox', '');
  end if;
  return null;
end
$$;
revoke execute on function realtime.capture() from public;

create or replace function realtime.capture_message() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into realtime.outbox (kind, payload) values ('message', jsonb_build_object(
    'id', new.id, 'topic', new.topic, 'event', new.event, 'private', new.private, 'payload', new.payload,
    'binary', pg_catalog.encode(new.binary_payload, 'base64')
  ));
  perform pg_catalog.pg_notify('realtime_outbox', '');
  return null;
end
$$;
revoke execute on function realtime.capture_message() from public;

create or replace trigger realtime_message after insert on realtime.messages
  for each row when (new.extension = 'broadcast') execute function realtime.capture_message();

-- Gives every table of the publication its trigger and takes it from those that left. Event triggers do not fire in a
-- single-user engine, so the server calls this at its start and at every subscription.
create or replace function realtime.sync_capture() returns void
language plpgsql security definer set search_path = '' as $$
declare
  target record;
begin
  for target in
    select c.oid::regclass as relation
      from pg_catalog.pg_publication_tables as p
      join pg_catalog.pg_namespace as n on n.nspname = p.schemaname
      join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relname = p.tablename
     where p.pubname = 'supabase_realtime' and p.schemaname <> 'realtime'
       and not exists (select from pg_catalog.pg_trigger where tgrelid = c.oid and tgname = 'realtime_capture')
  loop
    execute pg_catalog.format(
      'create trigger realtime_capture after insert or update or delete on %s
         for each row execute function realtime.capture()', target.relation);
  end loop;
  for target in
    select t.tgrelid::regclass as relation
      from pg_catalog.pg_trigger as t
      join pg_catalog.pg_class as c on c.oid = t.tgrelid
      join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
     where t.tgname = 'realtime_capture' and t.tgparentid = 0
       and not exists (
         select from pg_catalog.pg_publication_tables as p
          where p.pubname = 'supabase_realtime' and p.schemaname = n.nspname and p.tablename = c.relname)
  loop
    execute pg_catalog.format('drop trigger realtime_capture on %s', target.relation);
  end loop;
end
$$;
revoke execute on function realtime.sync_capture() from public;

-- A frame of the protocol says the length of a name in one byte; the topic has a prefix of nine bytes there.
create or replace function realtime.refuse_long_names(topic text, event text) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if pg_catalog.octet_length(topic) > 246 then
    raise exception 'TopicTooLong: A topic has at most 246 bytes';
  elsif pg_catalog.octet_length(event) > 255 then
    raise exception 'EventTooLong: An event has at most 255 bytes';
  end if;
end
$$;

create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void language plpgsql as $$
begin
  begin
    perform realtime.refuse_long_names(topic, event);
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (payload, event, topic, private, extension)
      values (payload, event, topic, private, 'broadcast');
  exception when others then
    -- A broadcast is a courtesy: it never fails the write that it tells of.
    raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create or replace function realtime.send_binary(payload bytea, event text, topic text, private boolean default true)
returns void language plpgsql as $$
begin
  begin
    perform realtime.refuse_long_names(topic, event);
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (binary_payload, event, topic, private, extension)
      values (payload, event, topic, private, 'broadcast');
  exception when others then
    raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
)
returns void language plpgsql as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  perform realtime.send(
    jsonb_build_object(
      'old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema
    ),
    event_name, topic_name
  );
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

grant execute on function realtime.topic(), realtime.send(jsonb, text, text, boolean),
  realtime.send_binary(bytea, text, text, boolean),
  realtime.broadcast_changes(text, text, text, text, text, record, record, text)
  to postgres, anon, authenticated, service_role;
