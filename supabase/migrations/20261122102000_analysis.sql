-- A picture is looked at once. Whoever asks for it claims it first: meanwhile nobody else asks the vendor, and what was
-- answered is answered again for nothing. A claim whose holder died ends by itself.

alter table public.image_analysis
  add column claimed_until timestamptz,
  -- What asked for it anew: the same question, sent again after a crash, gets the answer that it got.
  add column request uuid;

-- `{"state": "known", "result", "model"}` where the work was looked at before (by this very request, where one is named),
-- `{"state": "busy", "seconds"}` while another looks, else `{"state": "begun"}`. Raises `not_found`.
create function public.begin_analysis(
  p_user uuid, p_library uuid, p_type text, p_request uuid default null, p_seconds integer default 180
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  known public.image_analysis;
begin
  -- One at a time: who comes second sees the claim of the first.
  perform from public.user_library
    where id = p_library and user_id = p_user and type = 'image' and deleted_at is null for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such picture of yours.');
  end if;
  select * into known from public.image_analysis
    where library_id = p_library and type = p_type and status = 'completed'
      and (p_request is null or request = p_request)
    order by updated_at desc limit 1;
  if found then
    return jsonb_build_object('state', 'known', 'result', known.result, 'model', known.version);
  end if;
  select * into known from public.image_analysis
    where library_id = p_library and type = p_type and status = 'pending'
    order by claimed_until desc nulls last limit 1;
  if found and known.claimed_until > now() then
    return jsonb_build_object('state', 'busy', 'seconds', ceil(extract(epoch from known.claimed_until - now())));
  elsif found then
    update public.image_analysis
      set claimed_until = now() + make_interval(secs => p_seconds), request = p_request where id = known.id;
  else
    insert into public.image_analysis (user_id, library_id, type, version, claimed_until, request)
      values (p_user, p_library, p_type, 'asked', now() + make_interval(secs => p_seconds), p_request)
      on conflict (library_id, type, version) do update set
        status = 'pending', claimed_until = excluded.claimed_until, request = excluded.request;
  end if;
  return '{"state": "begun"}';
end
$$;

-- The vendor gave no answer: who asks next does not have to wait.
create function public.release_analysis(p_user uuid, p_library uuid, p_type text)
returns void
language sql
security definer
set search_path = ''
as $$
  update public.image_analysis set claimed_until = null
    where user_id = p_user and library_id = p_library and type = p_type and status = 'pending'
$$;

-- As before; the claim becomes the answer.
create or replace function public.record_analysis(
  p_library uuid, p_type text, p_version text, p_result jsonb, p_raw jsonb default null
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  work public.user_library;
  recorded uuid;
  asked uuid;
begin
  select * into work from public.user_library where id = p_library for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such work.');
  end if;
  with claims as (
    delete from public.image_analysis
      where library_id = p_library and type = p_type and status = 'pending' returning request, claimed_until
  )
  select request into asked from claims order by claimed_until desc nulls last limit 1;
  insert into public.image_analysis (user_id, library_id, type, version, status, result, raw_response, request)
    values (work.user_id, p_library, p_type, p_version, 'completed', p_result, p_raw, asked)
    on conflict (library_id, type, version) do update set
      status = 'completed', result = excluded.result, raw_response = excluded.raw_response, request = excluded.request
    returning id into recorded;
  update public.user_library set
    description = coalesce(left(p_result ->> 'description', 4000), description),
    labels = coalesce(private.texts(p_result -> 'labels', 100), labels),
    style_tags = coalesce(private.texts(p_result -> 'styleTags', 50), style_tags),
    dominant_colors = coalesce(private.texts(p_result -> 'dominantColors', 16), dominant_colors),
    palette = coalesce(p_result -> 'palette', palette),
    technical = coalesce(p_result -> 'technical', technical),
    nsfw_score = coalesce((p_result ->> 'nsfwScore')::real, nsfw_score),
    content_category = case when (p_result ->> 'nsfwScore')::real >= 0.7 then 'nsfw' else content_category end
    where id = p_library;
  perform private.audit(work.user_id, 'analyze', 'user_library', p_library, jsonb_build_object('type', p_type));
  return recorded;
end
$$;

revoke execute on function
  public.begin_analysis(uuid, uuid, text, uuid, integer), public.release_analysis(uuid, uuid, text)
  from public, anon, authenticated;
grant execute on function
  public.begin_analysis(uuid, uuid, text, uuid, integer), public.release_analysis(uuid, uuid, text) to service_role;
