-- Two private buckets. Limits are those of contract/media.ts. Results are put into workspace-temp by signed
-- uploads alone; into user-library a creator puts files of his own, at the place that their content names.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values
  ('workspace-temp', 'workspace-temp', false, 268435456,
    array['image/webp', 'image/png', 'image/jpeg', 'image/gif', 'image/avif', 'image/tiff']),
  ('user-library', 'user-library', false, 268435456,
    array['image/webp', 'image/png', 'image/jpeg', 'image/gif', 'image/avif', 'image/tiff'])
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create policy "atelier: read own files" on storage.objects for select to authenticated using (
  bucket_id in ('workspace-temp', 'user-library')
  and (storage.foldername(name))[1] = (select auth.uid())::text
);
create policy "atelier: add own library files" on storage.objects for insert to authenticated with check (
  bucket_id = 'user-library'
  and (storage.foldername(name))[1] = (select auth.uid())::text
  and name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(webp|png|jpg|gif|avif|tiff)$'
);
create policy "atelier: replace own library files" on storage.objects for update to authenticated using (
  bucket_id = 'user-library'
  and (storage.foldername(name))[1] = (select auth.uid())::text
) with check (
  bucket_id = 'user-library'
  and (storage.foldername(name))[1] = (select auth.uid())::text
  and name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(webp|png|jpg|gif|avif|tiff)$'
);
create policy "atelier: delete own library files" on storage.objects for delete to authenticated using (
  bucket_id = 'user-library'
  and (storage.foldername(name))[1] = (select auth.uid())::text
);

create function private.object_size(p_bucket text, p_path text)
returns bigint
language sql
stable
set search_path = ''
as $$
  select coalesce((metadata ->> 'size')::bigint, 0)
    from storage.objects where bucket_id = p_bucket and name = p_path
$$;
