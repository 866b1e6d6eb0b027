-- What a picture looks like while it is drawn, where a provider shows it: small, the last one alone, and only as long as
-- the job runs.

alter table public.jobs
  add column preview text check (
    char_length(preview) <= 32000 and preview ~ '^data:image/webp;base64,[A-Za-z0-9+/]+={0,2}$');

create function private.forget_preview()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.preview := null;
  return new;
end
$$;
-- Before the stamp, which tells devices of what it changed: triggers go by their names.
create trigger jobs_preview before update of status on public.jobs
  for each row when (new.status <> 'running' and old.preview is not null)
  execute function private.forget_preview();
revoke execute on function private.forget_preview() from public;

-- As before; with what is to be seen by now.
drop function public.heartbeat_job(text, uuid, uuid, integer, text, real, text);
create function public.heartbeat_job(
  p_key_hash text, p_job uuid, p_lease uuid, p_lease_seconds integer,
  p_stage text default null, p_progress real default null, p_provider_job_id text default null,
  p_preview text default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  worker constant uuid := private.worker_of(p_key_hash);
  answer jsonb;
begin
  update public.jobs set
    lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds),
    stage = coalesce(p_stage, stage),
    progress = greatest(progress, coalesce(p_progress, 0)),
    provider_job_id = coalesce(p_provider_job_id, provider_job_id),
    preview = coalesce(p_preview, preview)
    where id = p_job and lease_token = p_lease and worker_id = worker and status = 'running'
    returning jsonb_build_object('leaseUntil', lease_until, 'cancelRequested', cancel_requested) into answer;
  if not found then
    perform private.refuse('lease_lost', 'This job is not leased to you any more.');
  end if;
  return answer;
end
$$;
revoke execute on function public.heartbeat_job(text, uuid, uuid, integer, text, real, text, text)
  from public, anon, authenticated;
grant execute on function public.heartbeat_job(text, uuid, uuid, integer, text, real, text, text) to service_role;
