-- An order may be for the library: its results are kept as they come, in the transaction that completes the job.

-- What has to be copied into the library before this job may end, as plan_promotion says it; SQL moves no bytes. Only of
-- the job's own folder, whatever the worker says, and only what was uploaded: the rest is refused where it is written.
create function private.copies_before(p_job public.jobs, p_results jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'from', r.path, 'to', private.library_path(p_job.user_id, r.sha256, r.mime), 'bucket', private.library_bucket(r.mime)
    )), '[]')
    from jsonb_to_recordset(p_results) as r (path text, sha256 text, mime text)
    where p_job.destination = 'library'
      and starts_with(r.path, p_job.user_id || '/' || p_job.id || '/')
      and private.object_size('workspace-temp', r.path) > 0
      and private.object_size(private.library_bucket(r.mime), private.library_path(p_job.user_id, r.sha256, r.mime)) is null
$$;

-- Keeps the results of a job for the library. One whose copy is gone again stays in the workspace: nothing is lost.
create function private.keep_results(p_job public.jobs)
returns void
language sql
set search_path = ''
as $$
  select private.promote(p_job.user_id,
      jsonb_build_object('assetId', a.id, 'libraryId', private.uuid7(), 'createdAt', now()))
    from public.workspace_assets as a
    where a.job_id = p_job.id and p_job.destination = 'library'
    order by a.asset_index
$$;

revoke execute on function private.copies_before(public.jobs, jsonb), private.keep_results(public.jobs) from public;

-- As before; with the library as a destination. Where objects have to be copied there first, nothing is done yet, and the
-- answer says which, under `copies`: the caller copies them and asks again. A job for the workspace never sees this.
create or replace function public.complete_job(
  p_key_hash text, p_job uuid, p_lease uuid, p_results jsonb, p_vendor_cost_usd numeric default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job constant public.jobs := private.leased_job(p_key_hash, p_job, p_lease);
  copies jsonb;
  result jsonb;
begin
  if job.status = 'queued' then
    perform private.refuse('lease_lost', 'This job went back to the queue.');
  elsif job.status = 'running' and job.cancel_requested then
    perform private.end_job(job, 'cancelled', null);
    update public.jobs set vendor_cost_usd = p_vendor_cost_usd where id = job.id;
    perform private.settle_order(job.order_id);
  elsif job.status = 'running' then
    if job.destination = 'library' then
      copies := private.copies_before(job, p_results);
      if copies <> '[]' then
        return jsonb_build_object('status', job.status, 'copies', copies);
      end if;
    end if;
    for result in select value from jsonb_array_elements(p_results) loop
      perform private.insert_result(job, result);
    end loop;
    perform private.keep_results(job);
    perform private.capture_hold(job.user_id, job.hold_id, job.price);
    perform private.count_made(job, jsonb_array_length(p_results));
    update public.jobs set
      status = 'completed', progress = 1, stage = null, lease_until = null, hold_id = null,
      vendor_cost_usd = p_vendor_cost_usd,
      moderation_status = case job.content_mode when 'nsfw' then 'pending' else moderation_status end
      where id = job.id;
    update public.orders set charged = charged + job.price where id = job.order_id;
    perform private.settle_order(job.order_id);
  end if;
  return private.end_answer(job.id);
end
$$;
