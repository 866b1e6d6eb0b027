-- Files that an order is given to work with, named by their content. They lie in `reference-images`, or are works and
-- results that are here already. What is not here, or is something else, is refused before anything is charged.

update storage.buckets set
  allowed_mime_types = array[
    'image/webp', 'image/png', 'image/jpeg', 'audio/mpeg', 'audio/mp4', 'audio/wav', 'audio/ogg']
  where id = 'reference-images';

drop policy "atelier: add own references, videos, avatars" on storage.objects;
drop policy "atelier: replace own references, videos, avatars" on storage.objects;

-- Where a creator may put a file of his own.
create function private.is_own_place(p_bucket text, p_name text)
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
    else false
  end
$$;
create policy "atelier: add own references, videos, avatars" on storage.objects for insert to authenticated with check (
  (storage.foldername(name))[1] = (select auth.uid())::text and private.is_own_place(bucket_id, name)
);
create policy "atelier: replace own references, videos, avatars" on storage.objects for update to authenticated using (
  bucket_id in ('reference-images', 'videos', 'avatars')
  and (storage.foldername(name))[1] = (select auth.uid())::text
) with check (
  (storage.foldername(name))[1] = (select auth.uid())::text and private.is_own_place(bucket_id, name)
);

-- What a request, or the payload of a job, names: `inputsOf` of contract/orders.ts.
create function private.inputs_of(p_asked jsonb)
returns table (role text, sha256 text)
language sql
immutable
set search_path = ''
as $$
  select named.role, named.sha256 from (
    values ('source', p_asked #>> '{source,image}'), ('mask', p_asked #>> '{source,mask}'),
      ('firstFrame', p_asked ->> 'firstFrame'), ('lastFrame', p_asked ->> 'lastFrame'), ('audio', p_asked #>> '{audio,file}')
    union all
    select 'references', value from jsonb_array_elements_text(
      case when jsonb_typeof(p_asked -> 'references') = 'array' then p_asked -> 'references' else '[]' end)
  ) as named (role, sha256)
  where named.sha256 is not null
$$;

-- Where the file of this content lies that this person may use; what was sent for the purpose first.
create function private.find_input(p_user uuid, p_sha256 text)
returns table (bucket text, path text, mime text, bytes bigint)
language sql
stable
set search_path = ''
as $$
  select found.bucket, found.path, found.mime, size.bytes
    from (
      select 'reference-images' as bucket,
          p_user || '/' || left(p_sha256, 2) || '/' || p_sha256 || '.' || kind.extension as path, kind.mime, 0 as rank
        from (values ('webp', 'image/webp'), ('png', 'image/png'), ('jpg', 'image/jpeg'), ('mp3', 'audio/mpeg'),
          ('m4a', 'audio/mp4'), ('wav', 'audio/wav'), ('ogg', 'audio/ogg')) as kind (extension, mime)
      union all
      select private.library_bucket(l.mime), l.storage_path, l.mime, 1
        from public.user_library as l where l.user_id = p_user and l.sha256 = p_sha256 and l.deleted_at is null
      union all
      select 'workspace-temp', w.storage_path, w.mime, 2
        from public.workspace_assets as w
        where w.user_id = p_user and w.sha256 = p_sha256 and w.object_removed_at is null and w.expires_at > now()
    ) as found
    cross join lateral (select private.object_size(found.bucket, found.path) as bytes) as size
    where size.bytes > 0
    order by found.rank
    limit 1
$$;
create index user_library_by_content on public.user_library (user_id, sha256);
create index workspace_assets_by_content on public.workspace_assets (user_id, sha256);

create function private.check_inputs(p_user uuid, p_request jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  input record;
  reason text;
begin
  for input in
    select i.role, i.sha256, f.mime from private.inputs_of(p_request) as i
      left join lateral private.find_input(p_user, i.sha256) as f on true
  loop
    reason := case
      when input.mime is null then 'missing'
      when input.mime not like case input.role when 'audio' then 'audio/%' else 'image/%' end
        then split_part(input.mime, '/', 1)
    end;
    if reason is not null then
      perform private.refuse('invalid_input', 'A file of this order is not there, or is something else.',
        jsonb_build_object('field', case input.role when 'mask' then 'source' else input.role end,
          'role', input.role, 'sha256', input.sha256, 'reason', reason));
    end if;
  end loop;
end
$$;

-- What the worker of this job may fetch. A file that is gone by now is left out: the worker misses it, and says so.
create function private.claimed_inputs(p_job public.jobs)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'sha256', i.sha256, 'mime', f.mime, 'bytes', f.bytes, 'bucket', f.bucket, 'path', f.path)), '[]')
    from (select distinct named.sha256 from private.inputs_of(p_job.payload) as named) as i
    cross join lateral private.find_input(p_job.user_id, i.sha256) as f
$$;

-- As before; with what each job was given. The caller makes addresses of it.
create or replace function public.claim_jobs(p_key_hash text, p_limit integer, p_providers text[], p_lease_seconds integer)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
  taken uuid[];
  answer jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('atelier.claim_jobs', 0));
  perform private.reap(100);
  taken := private.begin_jobs(worker, p_limit, p_providers, p_lease_seconds);
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', c.id, 'orderId', c.order_id, 'userId', c.user_id, 'type', c.type,
      'model', private.model_json(m), 'payload', c.payload, 'inputs', private.claimed_inputs(c),
      'leaseToken', c.lease_token, 'leaseUntil', c.lease_until,
      'attempt', c.attempts, 'maxAttempts', c.max_attempts, 'providerJobId', c.provider_job_id
    ) order by c.priority desc, c.position), '[]')
    into answer
    from public.jobs as c join public.api_models as m on m.id = c.model_id
    where c.id = any (taken);
  -- Whoever has an order locked settles it himself and may wait for a job claimed here: never wait for him.
  update public.orders set status = 'processing' where id in (
    select o.id from public.orders as o
      where o.status <> 'processing'
        and o.id in (select j.order_id from public.jobs as j where j.id = any (taken))
      for no key update skip locked
  );
  update public.order_items set status = 'processing' where id in (
    select i.id from public.order_items as i
      where i.status <> 'processing'
        and i.id in (select j.item_id from public.jobs as j where j.id = any (taken))
      for no key update skip locked
  );
  return jsonb_build_object('jobs', answer);
end
$$;

revoke execute on function private.inputs_of(jsonb), private.find_input(uuid, text), private.check_inputs(uuid, jsonb),
  private.claimed_inputs(public.jobs) from public;
revoke execute on function private.is_own_place(text, text) from public;
grant execute on function private.is_own_place(text, text) to authenticated;
