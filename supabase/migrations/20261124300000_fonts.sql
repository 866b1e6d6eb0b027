-- Fonts of a creator's brands follow to every machine: files of the account, named by their content, and nobody else's.
-- Each is taken apart again where it arrives; here its size, its type and its place are looked at.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('fonts', 'fonts', false, 41943040, array['font/sfnt'])
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- As before; with fonts.
create or replace function private.is_own_place(p_bucket text, p_name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case p_bucket
    when 'reference-images'
      then p_name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(webp|png|jpg|mp3|m4a|wav|ogg)$'
    when 'videos' then p_name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.(mp4|webm)$'
    when 'avatars' then p_name ~ '^[0-9a-f-]{36}/[A-Za-z0-9_-]{1,100}\.(webp|png|jpg)$'
    when 'fonts' then p_name ~ '^[0-9a-f-]{36}/([0-9a-f]{2})/\1[0-9a-f]{62}\.ttf$'
    else false
  end
$$;

-- Adding is allowed by the policy of all own places. A font is never replaced: another content has another name.
create policy "atelier: read own fonts" on storage.objects for select to authenticated using (
  bucket_id = 'fonts' and (storage.foldername(name))[1] = (select auth.uid())::text
);
create policy "atelier: delete own fonts" on storage.objects for delete to authenticated using (
  bucket_id = 'fonts' and (storage.foldername(name))[1] = (select auth.uid())::text
);

-- Fonts that no brand of their owner names: after a month, in which a brand that was deleted, or its font, comes back
-- with all it had. SQL must not delete from Storage: whoever has the service key removes them there.
create function public.unused_fonts(p_limit integer)
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  select o.name
    from storage.objects as o
    where o.bucket_id = 'fonts' and o.created_at < now() - interval '30 days'
      and not exists (
        select from public.brands as b
          where b.user_id::text = split_part(o.name, '/', 1)
            and (b.deleted_at is null or b.deleted_at > now() - interval '30 days')
            and substring(o.name from '/([0-9a-f]{64})\.ttf$') in (b.kit ->> 'titleFont', b.kit ->> 'bodyFont')
      )
    order by o.created_at
    limit p_limit
$$;
revoke execute on function public.unused_fonts(integer) from public, anon, authenticated;
grant execute on function public.unused_fonts(integer) to service_role;
