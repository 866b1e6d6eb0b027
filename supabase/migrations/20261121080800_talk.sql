-- Agents that answer, in the studio and on their owner's own pages, and what was said.

create table public.agents (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120 and name ~ '\S'),
  role text not null default '' check (char_length(role) <= 500),
  instructions text not null default '' check (char_length(instructions) <= 20000),
  model text not null default 'mistral-small-latest' check (char_length(model) between 1 and 200),
  temperature numeric(3, 2) not null default 0.7 check (temperature between 0 and 1),
  max_tokens integer not null default 1024 check (max_tokens between 1 and 32000),
  top_p numeric(3, 2) not null default 1 check (top_p between 0 and 1),
  -- Pages that may show the widget, as origins; none: no page may.
  allowed_origins text[] not null default '{}' check (cardinality(allowed_origins) <= 50),
  is_active boolean not null default true,
  -- The database keeps only the sha256 of the widget's key, and its last four characters to know it by.
  api_key_hash text unique check (api_key_hash ~ '^[0-9a-f]{64}$'),
  api_key_hint text check (char_length(api_key_hint) = 4),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index agents_sync on public.agents (user_id, sync_xid, id);

create table public.conversations (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  agent_id uuid references public.agents (id) on delete set null,
  project_id uuid references public.projects (id) on delete set null,
  character_id uuid references public.characters (id) on delete set null,
  user_character_id uuid references public.characters (id) on delete set null,
  title text not null default '' check (char_length(title) <= 200),
  type text not null default 'chat' check (type in ('chat', 'roleplay', 'assistant', 'playground', 'widget')),
  status text not null default 'active' check (status in ('active', 'archived')),
  memory_tier text not null default 'conversation' check (memory_tier in ('conversation', 'character', 'profile')),
  memory_data jsonb not null default '{}'
    check (jsonb_typeof(memory_data) = 'object' and pg_column_size(memory_data) <= 65536),
  -- Of a visitor at the widget: no person of ours.
  session_id text check (char_length(session_id) <= 100),
  visitor_id text check (char_length(visitor_id) <= 100),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 8192),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index conversations_sync on public.conversations (user_id, sync_xid, id);
create index conversations_by_project on public.conversations (project_id);
create index conversations_by_character on public.conversations (character_id);
create index conversations_by_own_character on public.conversations (user_character_id);
create unique index conversations_by_session on public.conversations (agent_id, session_id);

create table public.messages (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  conversation_id uuid not null references public.conversations (id) on delete cascade,
  role text not null check (role in ('user', 'assistant')),
  content text not null check (char_length(content) <= 100000),
  tokens_used integer not null default 0 check (tokens_used >= 0),
  response_time_ms integer check (response_time_ms >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  sync_xid xid8 not null,
  field_xids jsonb not null
);
create index messages_sync on public.messages (user_id, sync_xid, id);
create index messages_by_conversation on public.messages (conversation_id, created_at);

create trigger agents_stamp before insert or update on public.agents
  for each row execute function private.stamp_sync('api_key_hash');
create trigger conversations_stamp before insert or update on public.conversations
  for each row execute function private.stamp_sync();
create trigger messages_stamp before insert or update on public.messages
  for each row execute function private.stamp_sync();
create trigger conversations_deletion after update of deleted_at on public.conversations
  for each row when (new.deleted_at is distinct from old.deleted_at)
  execute function private.follow_deletion('messages', 'conversation_id');

alter table public.agents enable row level security;
alter table public.conversations enable row level security;
alter table public.messages enable row level security;
create policy "own agents" on public.agents for select to authenticated using (user_id = (select auth.uid()));
create policy "own conversations" on public.conversations
  for select to authenticated using (user_id = (select auth.uid()));
create policy "own messages" on public.messages for select to authenticated using (user_id = (select auth.uid()));

-- Gives an agent of the caller's a new key and answers it, this once; the old one is void.
create function public.rotate_agent_key(p_agent uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  key constant text := 'agent_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
begin
  update public.agents set
    api_key_hash = encode(sha256(convert_to(key, 'UTF8')), 'hex'), api_key_hint = right(key, 4)
    where id = p_agent and user_id = (select auth.uid()) and deleted_at is null;
  if not found then
    perform private.refuse('not_found', 'There is no such agent of yours.');
  end if;
  return key;
end
$$;

-- The agent whose key this is, for a page of this origin. A wrong key and a wrong origin are told apart only here.
create function public.agent_by_key(p_key_hash text, p_origin text)
returns public.agents
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  agent public.agents;
begin
  select * into agent from public.agents where api_key_hash = p_key_hash and is_active and deleted_at is null;
  if not found then
    perform private.refuse('unauthenticated', 'No agent has this key.');
  elsif p_origin is null or not lower(p_origin) = any (agent.allowed_origins) then
    perform private.refuse('forbidden', 'This agent does not answer on this page.');
  end if;
  return agent;
end
$$;

-- Finds or begins a visitor's conversation with an agent, and keeps one question and its answer. Answers its id.
create function public.record_exchange(
  p_agent uuid, p_session text, p_visitor text, p_metadata jsonb, p_question text, p_answer text,
  p_tokens integer default 0, p_response_ms integer default null
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  owner uuid;
  talk uuid;
begin
  select user_id into owner from public.agents where id = p_agent;
  if not found or p_session is null then
    perform private.refuse('not_found', 'There is no such agent or session.');
  end if;
  insert into public.conversations (id, user_id, agent_id, type, session_id, visitor_id, metadata)
    values (private.uuid7(), owner, p_agent, 'widget', p_session, p_visitor, coalesce(p_metadata, '{}'))
    on conflict (agent_id, session_id) do update set updated_at = now()
    returning id into talk;
  insert into public.messages (id, user_id, conversation_id, role, content, tokens_used, response_time_ms, created_at)
    values
      (private.uuid7(), owner, talk, 'user', p_question, 0, null, clock_timestamp()),
      (private.uuid7(), owner, talk, 'assistant', p_answer, p_tokens, p_response_ms,
        clock_timestamp() + interval '1 millisecond');
  return talk;
end
$$;

-- Under the reader's own rights: owners see their agents' figures alone.
create view public.agent_statistics with (security_invoker = true) as
  select
    a.id as agent_id, a.user_id, a.name,
    count(distinct c.id) as conversations,
    count(m.id) as messages,
    count(m.id) filter (where m.role = 'user') as user_messages,
    count(m.id) filter (where m.role = 'assistant') as assistant_messages,
    coalesce(sum(m.tokens_used), 0) as tokens,
    avg(m.response_time_ms) as mean_response_ms,
    max(c.created_at) as last_conversation_at
  from public.agents as a
    left join public.conversations as c on c.agent_id = a.id and c.deleted_at is null
    left join public.messages as m on m.conversation_id = c.id and m.deleted_at is null
  where a.deleted_at is null
  group by a.id;
