-- Changes that hint a client to pull (rule S7). Realtime checks each row and column against the reader's own rights.
do $$
begin
  if exists (select from pg_publication where pubname = 'supabase_realtime') then
    alter publication supabase_realtime add table
      public.profiles, public.orders, public.jobs, public.workspace_assets,
      public.user_library, public.user_collections, public.collection_items;
  else
    raise notice 'There is no publication supabase_realtime: clients find changes by polling.';
  end if;
end
$$;
