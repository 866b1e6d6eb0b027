-- As before; films are looked at too. A function of the server has no way into a film: what is seen of one are frames that
-- its creator's studio took out of it and sent along with the question.
create or replace function public.begin_analysis(
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
    where id = p_library and user_id = p_user and type in ('image', 'video') and deleted_at is null for no key update;
  if not found then
    perform private.refuse('not_found', 'There is no such work of yours.');
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
