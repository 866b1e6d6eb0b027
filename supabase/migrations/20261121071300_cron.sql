-- What happens by the clock. Without pg_cron nothing stalls: every claim reaps, and claim-jobs sweeps.
do $$
begin
  if not exists (select from pg_available_extensions where name = 'pg_cron') then
    raise notice 'pg_cron is not here: jobs are reaped and results expire when workers ask for jobs.';
    return;
  end if;
  create extension if not exists pg_cron;
  perform cron.schedule('atelier-reap-jobs', '10 seconds', 'select public.reap_jobs()');
  perform cron.schedule('atelier-expire-workspace', '7 * * * *', 'select public.expire_workspace()');
  perform cron.schedule('atelier-purge-tombstones', '23 3 * * *', 'select public.purge_tombstones()');
exception
  when others then
    raise notice 'pg_cron could not be set up (%): see the note above.', sqlerrm;
end
$$;
