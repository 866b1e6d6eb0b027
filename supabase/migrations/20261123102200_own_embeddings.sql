-- What works of one's own mean, asked for by their owner. A text that was paid for once is not paid for again, of whichever
-- of their works it is.

create index asset_embeddings_by_source on public.asset_embeddings (user_id, source_hash) where status = 'completed';

-- The text of each work, as in `pending_embeddings`; its numbers where this person's works have them for the same text, and
-- whether the work itself has them. Works without a word, and those of others, are left out.
create function public.own_embeddings(p_user uuid, p_libraries uuid[])
returns table (library_id uuid, source text, source_hash text, embedding real[], is_kept boolean)
language sql
stable
security definer
set search_path = ''
as $$
  with works as (
    select l.id, t.source, private.fingerprint(to_jsonb(t.source)) as source_hash
      from public.user_library as l,
        lateral (select concat_ws(E'\n', l.custom_title, l.prompt, l.description) as source) as t
      where l.user_id = p_user and l.id = any (p_libraries[1:200]) and l.deleted_at is null and t.source <> ''
  )
  select w.id, w.source, w.source_hash, (
      select e.embedding::real[] from public.asset_embeddings as e
        where e.user_id = p_user and e.source_hash = w.source_hash and e.status = 'completed' limit 1
    ), exists (
      select from public.asset_embeddings as e
        where e.library_id = w.id and e.source_hash = w.source_hash and e.status = 'completed')
    from works as w
$$;

revoke execute on function public.own_embeddings(uuid, uuid[]) from public, anon, authenticated;
grant execute on function public.own_embeddings(uuid, uuid[]) to service_role;
