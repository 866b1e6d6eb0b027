-- What can be without its parent is never lost with it: a work or prompt that a device made in a project while another
-- deleted it is taken, as the works that were in it already stay, and stands outside of all projects. Brought back, the
-- project holds it. Refused are still what cannot be without: scenes, memberships, messages, talks.

-- As before, but so.
create or replace function private.check_references(p_user uuid, p_table text, p_row jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  reference record;
  parent jsonb;
begin
  for reference in
    select p.key as column_name, p.value as parent_table, (p_row ->> p.key)::uuid as id
      from jsonb_each_text(private.parents_of(p_table)) as p where p_row ->> p.key is not null
  loop
    execute format('select to_jsonb(t) from public.%I as t where t.id = $1', reference.parent_table)
      into parent using reference.id;
    continue when parent is null;
    if (parent ->> 'user_id')::uuid <> p_user and not (
      coalesce((parent ->> 'is_public')::boolean, false)
      and (coalesce(parent ->> 'content_rating', parent ->> 'content_mode', 'sfw') = 'sfw' or private.allows_nsfw(p_user))
    ) then
      perform private.reject('forbidden', 'A row and what it names have one owner.');
    -- A collection whose parent is gone stands at the top, a work or prompt of a project that is gone outside of all.
    elsif parent ->> 'deleted_at' is not null and p_table not in ('user_collections', 'user_library', 'prompts') then
      perform private.reject('deleted', 'What the row names is deleted.');
    end if;
  end loop;
  if p_table = 'user_library' and p_row ? 'storage_path' then
    if not starts_with(p_row ->> 'storage_path', p_user || '/') then
      perform private.reject('forbidden', 'A file lies in its owner''s folder.');
    elsif private.object_size(private.library_bucket(p_row ->> 'mime'), p_row ->> 'storage_path') is null then
      perform private.reject('file_missing', 'The file was not uploaded.');
    end if;
  end if;
end
$$;
