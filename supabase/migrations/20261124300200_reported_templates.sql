-- What was reported waits for an admin's word, with what people said of it; its maker is told why it went.

alter table public.templates
  add column hidden_reason text check (char_length(hidden_reason) <= 1000);

-- Templates with reports that nobody has settled, those first that nobody sees meanwhile, then by how many minded:
-- `{"mayDecide", "total", "items": [{…, "isHidden", "reports": [{"reason", "note", "at"}], "reportCount"}]}`. Who may not
-- decide is told so, and nothing else. Who reported is nobody's business.
create function public.reported_templates(p_limit integer default 50)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  with may as (
    select private.is_admin() as decide
  ), reported as (
    select t.*, p.username, count(*) as minded, min(r.created_at) as first_at, jsonb_agg(
        jsonb_build_object('reason', r.reason, 'note', r.note, 'at', to_jsonb(r.created_at)) order by r.created_at desc
      ) as reports
      from public.template_reports as r
      join public.templates as t on t.id = r.template_id
      join public.profiles as p on p.id = t.user_id
      where r.settled_at is null and t.deleted_at is null and (select decide from may)
      group by t.id, p.username
  ), page as (
    select * from reported order by (hidden_at is null), minded desc, first_at, id
      limit least(greatest(coalesce(p_limit, 50), 1), 200)
  )
  select jsonb_build_object(
    'mayDecide', (select decide from may),
    'total', (select count(*) from reported),
    'items', coalesce((select jsonb_agg(jsonb_build_object(
        'id', id, 'name', name, 'description', description, 'category', category, 'data', data, 'uses', uses_count,
        'author', username, 'contentMode', content_mode, 'createdAt', to_jsonb(created_at),
        'isHidden', hidden_at is not null, 'reportCount', minded,
        'reports', jsonb_path_query_array(reports, '$[0 to 49]')
      ) order by (hidden_at is null), minded desc, first_at, id) from page), '[]'))
$$;

-- As before; with a reason, which the maker of what goes is told. It is only hidden: decided otherwise, it is what it was.
drop function public.settle_template_reports(uuid, boolean);
create function public.settle_template_reports(p_template uuid, p_stays boolean, p_reason text default '')
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  why constant text := nullif(left(btrim(coalesce(p_reason, '')), 1000), '');
begin
  if not private.is_admin() then
    perform private.refuse('forbidden', 'Only admins do this.');
  end if;
  if not exists (select from public.templates where id = p_template) then
    perform private.refuse('not_found', 'There is no such template.');
  elsif p_stays then
    update public.templates set hidden_at = null, hidden_reason = null where id = p_template;
  else
    update public.templates set hidden_at = coalesce(hidden_at, now()), hidden_reason = why where id = p_template;
  end if;
  update public.template_reports set settled_at = now() where template_id = p_template and settled_at is null;
  perform private.audit(auth.uid(), 'update', 'templates', p_template,
    jsonb_strip_nulls(jsonb_build_object('public', p_stays, 'reason', why)));
end
$$;

revoke execute on function public.reported_templates(integer), public.settle_template_reports(uuid, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function public.reported_templates(integer), public.settle_template_reports(uuid, boolean, text)
  to authenticated;
