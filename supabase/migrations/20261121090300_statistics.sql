-- What the planner knows of tables. A Postgres server's autovacuum sees to it; a database inside a program has no
-- processes of its own, and would plan for ever as if every table were as small as on its first day.

-- Analyzes the tables that changed by a tenth, as autovacuum would; answers how many. Where autovacuum does that, or may,
-- nothing: 0. Pages count besides the counted changes, which a program that was killed forgets.
create function public.analyze_tables()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  changed record;
  analyzed integer := 0;
begin
  if current_setting('autovacuum') = 'on' and not exists (
    select from pg_catalog.pg_stat_activity where pid = pg_backend_pid() and backend_type = 'standalone backend'
  ) then
    return 0;
  end if;
  for changed in
    select n.nspname, c.relname
      from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'private', 'auth', 'storage')
        and (
          pg_stat_get_mod_since_analyze(c.oid) > 50 + greatest(c.reltuples, 0) / 10
          or pg_relation_size(c.oid) / current_setting('block_size')::integer > c.relpages * 1.1 + 8
        )
  loop
    execute format('analyze %I.%I', changed.nspname, changed.relname);
    analyzed := analyzed + 1;
  end loop;
  return analyzed;
end
$$;
revoke execute on function public.analyze_tables() from public;
grant execute on function public.analyze_tables() to service_role;

insert into public.scheduled_tasks (name, procedure, every, at, description) values
  ('analyze-tables', 'analyze_tables', '1 hour', '12 minutes',
    'Counts what tables hold, for the planner, where no autovacuum does.');
-- pg_cron has the list as it was: give it the new one.
select private.schedule_tasks();
