-- Prompts that their makers made public, in a template or with a work, offered to whoever writes about the same; and how
-- often a suggestion was taken.

create index prompt_suggestions_taken on public.prompt_suggestions (md5(suggested_prompt)) where source = 'community';

-- Others' prompts that hold most of the words. How much they are alike is for the caller to say: it has more to compare.
create function public.community_prompts(p_words text[], p_limit integer default 60)
returns table (prompt text, negative_prompt text, source text, uses bigint)
language sql
stable
security definer
set search_path = ''
as $$
  with asked as (
    select distinct lower(left(word, 60)) as word from unnest(p_words[1:20]) as word where char_length(word) >= 3
  ), offered as (
    select t.data -> 'form' ->> 'prompt' as prompt, t.data -> 'form' ->> 'negativePrompt' as negative_prompt,
        'template' as source, t.uses_count as uses
      from public.templates as t
      where t.is_public and t.deleted_at is null and t.hidden_at is null and t.user_id <> (select auth.uid())
        and t.data -> 'form' ->> 'kind' = 'prompt'
        and (t.content_mode = 'sfw' or (select private.i_allow_nsfw()))
        and not exists (
          select from public.template_reports as r where r.template_id = t.id and r.user_id = (select auth.uid()))
    union all
    select l.prompt, l.recipe ->> 'negativePrompt', 'work', 0
      from public.user_library as l
      where l.visibility = 'public' and l.deleted_at is null and l.trashed_at is null and l.user_id <> (select auth.uid())
        and (l.content_category = 'sfw' or (select private.i_allow_nsfw()))
  ), alike as (
    select o.prompt, coalesce(max(o.negative_prompt), '') as negative_prompt, min(o.source) as source, sum(o.uses) as uses,
        (select count(*) from asked where strpos(lower(o.prompt), word) > 0) as shared
      from offered as o where char_length(o.prompt) between 1 and 2000
      group by o.prompt
  )
  select a.prompt, left(a.negative_prompt, 2000), a.source, (a.uses + coalesce((
        select sum(s.used_count) from public.prompt_suggestions as s
          where s.source = 'community' and md5(s.suggested_prompt) = md5(a.prompt) and s.suggested_prompt = a.prompt
      ), 0))::bigint
    from alike as a
    -- A work is not for adults by its own prompt's words either, whatever was said of it.
    where a.shared > 0 and (public.content_mode_of(a.prompt) = 'sfw' or (select private.i_allow_nsfw()))
    order by a.shared desc, a.uses desc, a.prompt
    limit least(greatest(coalesce(p_limit, 60), 1), 200)
$$;

-- A suggestion was taken: once more for this person, this idea and this source. The last 500 of each source are kept.
create function public.take_suggestion(p_base text, p_suggested text, p_source text, p_confidence real)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
begin
  if me is null then
    perform private.refuse('unauthenticated', 'Sign in first.');
  end if;
  update public.prompt_suggestions set used_count = used_count + 1, last_used_at = now()
    where user_id = me and source = p_source and base_prompt = p_base and suggested_prompt = p_suggested;
  if found then
    return;
  end if;
  insert into public.prompt_suggestions (
    user_id, base_prompt, suggested_prompt, source, content_mode, confidence, used_count, last_used_at
  ) values (
    me, p_base, p_suggested, p_source, public.content_mode_of(p_suggested), least(greatest(p_confidence, 0), 1), 1, now()
  );
  delete from public.prompt_suggestions where id in (
    select id from public.prompt_suggestions where user_id = me and source = p_source
      order by coalesce(last_used_at, created_at) desc, id offset 500);
end
$$;

revoke execute on function
  public.community_prompts(text[], integer), public.take_suggestion(text, text, text, real)
  from public, anon, authenticated, service_role;
grant execute on function
  public.community_prompts(text[], integer), public.take_suggestion(text, text, text, real)
  to authenticated;
