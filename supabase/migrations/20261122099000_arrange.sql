-- A creator's own order of things by the one door that their studio knows (rule Q8). Whoever asks the same again changes
-- nothing more; the last word stands. What is no longer waiting is left as it is: it began in the meantime.
create function public.arrange_jobs(p_user uuid, p_body jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  named constant uuid[] := array(select value::uuid from jsonb_array_elements_text(p_body -> 'jobIds'));
  waiting uuid[];
  target constant uuid := (p_body ->> 'before')::uuid;
  first_order uuid;
begin
  select j.order_id into first_order
    from unnest(named) with ordinality as wanted (id, nr) join public.jobs as j on j.id = wanted.id
    where j.user_id = p_user order by wanted.nr limit 1;
  if first_order is null then
    perform private.refuse('not_found', 'There is no such job.');
  end if;
  case p_body ->> 'action'
    when 'pause' then
      perform public.pause_jobs(p_user, jsonb_build_object('jobIds', p_body -> 'jobIds'));
    when 'resume' then
      perform public.resume_jobs(p_user, jsonb_build_object('jobIds', p_body -> 'jobIds'));
    else
      waiting := array(
        select wanted.id from unnest(named) with ordinality as wanted (id, nr)
          join public.jobs as j on j.id = wanted.id
          where j.user_id = p_user and j.status = 'queued' order by wanted.nr);
      -- The one to go before may have begun: then these are next.
      if cardinality(waiting) > 0 and (target is null or exists (
          select from public.jobs where id = target and user_id = p_user and status = 'queued')) then
        perform public.move_jobs(p_user, waiting, target);
      elsif cardinality(waiting) > 0 then
        perform public.move_jobs(p_user, waiting, (
          select id from public.jobs where user_id = p_user and status = 'queued' and id <> all (waiting)
            order by priority desc, position limit 1));
      end if;
  end case;
  return private.order_answer(first_order);
end
$$;
revoke execute on function public.arrange_jobs(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.arrange_jobs(uuid, jsonb) to service_role;
