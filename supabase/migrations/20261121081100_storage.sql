-- The other buckets. Whose a file is, its first folder says; where its content has a name, it lies at that name.

update storage.buckets set allowed_mime_types = array[
    'image/webp', 'image/png', 'image/jpeg', 'image/gif', 'image/avif', 'image/tiff', 'video/mp4', 'video/webm']
  where id = 'workspace-temp';

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values
  ('reference-images', 'reference-images', false, 20971520, array['image/webp', 'image/png', 'image/jpeg']),
  ('videos', 'videos', false, 268435456, array['video/mp4', 'video/webm']),
  ('avatars', 'avatars', true, 2097152, array['image/webp', 'image/png', 'image/jpeg']),
  ('system-assets', 'system-assets', false, 52428800,
    array['image/webp', 'image/png', 'image/jpeg', 'image/avif', 'video/mp4', 'application/json'])
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- Whether this file of the library was shared by its creator, and may be shown to the caller.
create function private.is_shared(p_path text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from public.user_library
      where storage_path = p_path and visibility = 'public' and deleted_at is null and trashed_at is null
        and (content_category = 'sfw' or (select private.i_allow_nsfw()))
  )
$$;

create policy "atelier: read own references, videos, avatars" on storage.objects for select to authenticated using (
  bucket_id in ('reference-images', 'videos', 'avatars')
  and (storage.foldername(name))[1] = (select auth.uid())::text
);
create policy "atelier: read shared works" on storage.objects for select to authenticated using (
  bucket_id in ('user-library', 'videos') and private.is_shared(name)
);
create policy "atelier: read system assets" on storage.objects for select to authenticated using (
  bucket_id = 'system-assets'
);

create policy "atelier: add own references, videos, avatars" on storage.objects for insert to authenticated with check (
  (storage.foldername(name))[1] = (select auth.uid())::text
  and case bucket_id
    when 'reference-images' then name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(webp|png|jpg)$'
    when 'videos' then name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(mp4|webm)$'
    when 'avatars' then name ~ '^[0-9a-f-]{36}/[A-Za-z0-9_-]{1,100}\.(webp|png|jpg)$'
    else false
  end
);
create policy "atelier: replace own references, videos, avatars" on storage.objects for update to authenticated using (
  bucket_id in ('reference-images', 'videos', 'avatars')
  and (storage.foldername(name))[1] = (select auth.uid())::text
) with check (
  (storage.foldername(name))[1] = (select auth.uid())::text
  and case bucket_id
    when 'reference-images' then name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(webp|png|jpg)$'
    when 'videos' then name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(mp4|webm)$'
    when 'avatars' then name ~ '^[0-9a-f-]{36}/[A-Za-z0-9_-]{1,100}\.(webp|png|jpg)$'
    else false
  end
);
create policy "atelier: delete own references, videos, avatars" on storage.objects for delete to authenticated using (
  bucket_id in ('reference-images', 'videos', 'avatars')
  and (storage.foldername(name))[1] = (select auth.uid())::text
);
create policy "atelier: admins add system assets" on storage.objects for insert to authenticated with check (
  bucket_id = 'system-assets' and (select private.is_admin())
);
create policy "atelier: admins replace system assets" on storage.objects for update to authenticated
  using (bucket_id = 'system-assets' and (select private.is_admin()))
  with check (bucket_id = 'system-assets' and (select private.is_admin()));
create policy "atelier: admins delete system assets" on storage.objects for delete to authenticated using (
  bucket_id = 'system-assets' and (select private.is_admin())
);
