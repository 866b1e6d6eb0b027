-- Templates that are everybody's to find: counted once for each person and run, told of by who minds, never beyond the
-- content mode of who looks.

alter table public.templates
  -- Set by reports of several people, or by an admin: only its maker sees it then.
  add column hidden_at timestamptz;

create table public.template_uses (
  template_id uuid not null references public.templates (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  -- The order that was made with it.
  run uuid not null,
  created_at timestamptz not null default now(),
  primary key (template_id, user_id, run)
);
create index template_uses_by_user on public.template_uses (user_id);

create table public.template_reports (
  template_id uuid not null references public.templates (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  reason text not null check (reason in ('spam', 'explicit', 'rights', 'harm', 'other')),
  note text not null default '' check (char_length(note) <= 1000),
  created_at timestamptz not null default now(),
  -- An admin has decided.
  settled_at timestamptz,
  primary key (template_id, user_id)
);
create index template_reports_by_user on public.template_reports (user_id);

alter table public.template_uses enable row level security;
alter table public.template_reports enable row level security;
create policy "own uses" on public.template_uses for select to authenticated using (user_id = (select auth.uid()));
create policy "own reports, all for admins" on public.template_reports for select to authenticated using (
  user_id = (select auth.uid()) or (select private.is_admin())
);
revoke all on public.template_uses, public.template_reports from anon, authenticated, service_role;
grant select on public.template_uses, public.template_reports to authenticated, service_role;

alter policy "own and public templates" on public.templates using (
  user_id = (select auth.uid())
  or is_public and deleted_at is null and hidden_at is null and (content_mode = 'sfw' or (select private.i_allow_nsfw()))
);

-- Whether a person who did not make it may see a template.
create function private.sees_template(p_user uuid, p_template public.templates)
returns boolean
language sql
stable
set search_path = ''
as $$
  select p_template.is_public and p_template.deleted_at is null and p_template.hidden_at is null
    and p_template.user_id <> p_user
    and (p_template.content_mode = 'sfw' or private.allows_nsfw(p_user))
$$;

-- What everybody may find is what its words say it is, not what its maker says, and keeps within what may be made.
create function private.check_public_template()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- Every text of the form by itself: as JSON, a line break before a word would hide its beginning.
  words constant text := concat_ws(' ', new.name, new.description, new.category, (
    select string_agg(value #>> '{}', ' ') from jsonb_path_query(new.data -> 'form', 'strict $.**') as value
      where jsonb_typeof(value) = 'string'));
begin
  if not new.is_public then
    return new;
  end if;
  if public.content_mode_of(words) = 'nsfw' then
    new.content_mode := 'nsfw';
  end if;
  if new.content_mode = 'nsfw' and (
    private.mentions(words, 'minor') or private.mentions(words, 'real_person') or not private.allows_nsfw(new.user_id)
  ) then
    perform private.reject('forbidden', 'This cannot be made public.');
  end if;
  return new;
end
$$;
-- Before the stamp, which tells devices of what it changed: triggers go by their names.
create trigger templates_public
  before insert or update of name, description, category, data, content_mode, is_public on public.templates
  for each row execute function private.check_public_template();

-- A run with somebody's template counts once, by the order that names it. One's own are counted by one's own orders, so that
-- nobody makes their own look used.
create function private.count_template_use()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  named constant text := new.request -> 'madeWith' ->> 'template';
  used public.templates;
begin
  if named !~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then
    return null;
  end if;
  select * into used from public.templates where id = named::uuid;
  if not found or not private.sees_template(new.user_id, used) then
    return null;
  end if;
  insert into public.template_uses (template_id, user_id, run) values (used.id, new.user_id, new.id)
    on conflict do nothing;
  if found then
    update public.templates set uses_count = uses_count + 1 where id = used.id;
  end if;
  return null;
end
$$;
create trigger orders_use_template after insert on public.orders
  for each row when (new.request -> 'madeWith' ->> 'template' is not null)
  execute function private.count_template_use();

-- It counted as often as it was called.
drop function public.use_template(uuid);

-- What others made public, most used first: `{"items": [...], "total", "categories": [{"name", "count"}]}`. Found by all of
-- the words; categories are those of all that is found by them. What the caller reported is not shown to them again.
create function public.community_templates(
  p_words text default '', p_category text default null, p_offset integer default 0, p_limit integer default 60
)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  with asked as (
    select word from regexp_split_to_table(lower(left(coalesce(p_words, ''), 200)), '\s+') as word where word <> '' limit 12
  ), found as (
    select t.*, p.username from public.templates as t join public.profiles as p on p.id = t.user_id
      where t.is_public and t.deleted_at is null and t.hidden_at is null and t.user_id <> (select auth.uid())
        and (t.content_mode = 'sfw' or (select private.i_allow_nsfw()))
        and not exists (
          select from public.template_reports as r where r.template_id = t.id and r.user_id = (select auth.uid()))
        and not exists (
          select from asked where strpos(
            lower(concat_ws(' ', t.name, t.description, t.category, t.data -> 'form' ->> 'prompt',
              t.data -> 'form' ->> 'generator')), word) = 0)
  ), chosen as (
    select * from found where p_category is null or category = p_category
  ), page as (
    select * from chosen order by uses_count desc, created_at desc, id
      offset greatest(coalesce(p_offset, 0), 0) limit least(greatest(coalesce(p_limit, 60), 1), 200)
  )
  select jsonb_build_object(
    'items', coalesce((select jsonb_agg(jsonb_build_object(
        'id', id, 'name', name, 'description', description, 'category', category, 'data', data, 'uses', uses_count,
        'author', username, 'contentMode', content_mode, 'createdAt', to_jsonb(created_at)
      ) order by uses_count desc, created_at desc, id) from page), '[]'),
    'total', (select count(*) from chosen),
    'categories', coalesce((select jsonb_agg(jsonb_build_object('name', category, 'count', count) order by count desc, category)
      from (select category, count(*) as count from found group by 1 order by 2 desc, 1 limit 40) as c), '[]'))
  where (select auth.uid()) is not null
$$;

-- Tells of a template that should not be public. Once a person; from the third on, nobody but its maker sees it until an
-- admin has looked. Raises `not_found` for what the caller does not see.
create function public.report_template(p_template uuid, p_reason text, p_note text default '')
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
  reported public.templates;
begin
  select * into reported from public.templates where id = p_template for no key update;
  if me is null or not found or not private.sees_template(me, reported) then
    perform private.refuse('not_found', 'There is no such template.');
  end if;
  insert into public.template_reports (template_id, user_id, reason, note)
    values (p_template, me, p_reason, left(coalesce(p_note, ''), 1000))
    on conflict do nothing;
  update public.templates set hidden_at = now()
    where id = p_template and 3 <= (
      select count(*) from public.template_reports where template_id = p_template and settled_at is null);
end
$$;

-- An admin's word on what was reported: it stays public, or it does not. Raises `forbidden`.
create function public.settle_template_reports(p_template uuid, p_stays boolean)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not private.is_admin() then
    perform private.refuse('forbidden', 'Only admins do this.');
  end if;
  if not exists (select from public.templates where id = p_template) then
    perform private.refuse('not_found', 'There is no such template.');
  elsif p_stays then
    update public.templates set hidden_at = null where id = p_template;
  else
    update public.templates set hidden_at = coalesce(hidden_at, now()), is_public = false where id = p_template;
  end if;
  update public.template_reports set settled_at = now() where template_id = p_template and settled_at is null;
  perform private.audit(auth.uid(), 'update', 'templates', p_template, jsonb_build_object('public', p_stays));
end
$$;

revoke execute on function
  private.sees_template(uuid, public.templates), private.check_public_template(), private.count_template_use(),
  public.community_templates(text, text, integer, integer), public.report_template(uuid, text, text),
  public.settle_template_reports(uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function
  public.community_templates(text, text, integer, integer), public.report_template(uuid, text, text),
  public.settle_template_reports(uuid, boolean)
  to authenticated;
