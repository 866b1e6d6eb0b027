-- Every function of the interface: whose rights it has, and who may call it; one that is not listed fails.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;

create temporary table expected (name text, arguments text[], is_definer boolean, callers text[]) on commit drop;
insert into expected values
  ('accept_webhook', '{text, text, timestamp with time zone}', true, '{service_role}'),
  ('active_worker_urls', '{text}', true, '{service_role}'),
  ('admin_rows', '{text, jsonb, integer, integer}', true, '{authenticated}'),
  ('agent_by_key', '{text, text}', true, '{service_role}'),
  ('analyze_tables', '{}', true, '{service_role}'),
  ('arrange_jobs', '{uuid, jsonb}', true, '{service_role}'),
  ('backup_daily', '{}', true, '{service_role}'),
  ('backup_weekly', '{}', true, '{service_role}'),
  ('begin_analysis', '{uuid, uuid, text, uuid, integer}', true, '{service_role}'),
  ('cancel_jobs', '{uuid, uuid, uuid[]}', true, '{service_role}'),
  ('cancel_selection', '{uuid, jsonb}', true, '{service_role}'),
  ('check_content', '{uuid, text, text}', true, '{service_role}'),
  ('claim_jobs', '{text, integer, text[], integer}', true, '{service_role}'),
  ('community_prompts', '{text[], integer}', true, '{authenticated}'),
  ('community_templates', '{text, text, integer, integer}', true, '{authenticated}'),
  ('complete_job', '{text, uuid, uuid, jsonb, numeric}', true, '{service_role}'),
  ('confirm_age', '{date}', true, '{authenticated}'),
  ('content_mode_of', '{text}', true, '{service_role}'),
  ('create_worker', '{text}', true, '{service_role}'),
  ('discard_assets', '{uuid, uuid[]}', true, '{service_role}'),
  ('due_tasks', '{}', true, '{service_role}'),
  ('enqueue_order', '{uuid, jsonb}', true, '{service_role}'),
  ('expire_workspace', '{}', true, '{service_role}'),
  ('expired_objects', '{integer}', true, '{service_role}'),
  ('fail_job', '{text, uuid, uuid, text, text, numeric}', true, '{service_role}'),
  ('forget_objects', '{text[]}', true, '{service_role}'),
  ('fuzzy_works', '{text, integer}', true, '{authenticated}'),
  ('grant_credits', '{uuid, text, integer, text}', true, '{service_role}'),
  ('heartbeat_job', '{text, uuid, uuid, integer, text, real, text, text}', true, '{service_role}'),
  ('job_upload_folder', '{text, uuid, uuid}', true, '{service_role}'),
  ('make_partitions', '{integer}', true, '{service_role}'),
  ('moderate_job', '{uuid, uuid, text, text}', true, '{service_role}'),
  ('move_jobs', '{uuid, uuid[], uuid}', true, '{service_role}'),
  ('negative_prompt_for', '{text, text, text}', true, '{service_role}'),
  ('open_payment', '{uuid, text, text}', true, '{service_role}'),
  ('own_embeddings', '{uuid, uuid[]}', true, '{service_role}'),
  ('pause_jobs', '{uuid, jsonb}', true, '{service_role}'),
  ('pending_embeddings', '{integer}', true, '{service_role}'),
  ('plan_promotion', '{uuid, uuid[]}', true, '{service_role}'),
  ('promote_assets', '{uuid, jsonb}', true, '{service_role}'),
  ('prompt_template_for', '{text, text, text, text}', true, '{service_role}'),
  ('prune_analysis', '{}', true, '{service_role}'),
  ('prune_logs', '{}', true, '{service_role}'),
  ('purge_tombstones', '{}', true, '{service_role}'),
  ('queue_metrics', '{}', true, '{service_role}'),
  ('rate_job', '{uuid, uuid, integer, real}', true, '{service_role}'),
  ('reap_jobs', '{}', true, '{service_role}'),
  ('record_analysis', '{uuid, text, text, jsonb, jsonb}', true, '{service_role}'),
  ('record_embedding', '{uuid, real[], text, text}', true, '{service_role}'),
  ('record_exchange', '{uuid, text, text, jsonb, text, text, integer, integer}', true, '{service_role}'),
  ('record_usage', '{uuid, text, text, text, boolean, integer, integer, jsonb}', true, '{service_role}'),
  ('redo_slide', '{uuid, jsonb}', true, '{service_role}'),
  ('refresh_embeddings', '{}', true, '{service_role}'),
  ('refresh_metrics', '{}', true, '{service_role}'),
  ('register_worker', '{text, text, text, jsonb}', true, '{service_role}'),
  ('release_analysis', '{uuid, uuid, text}', true, '{service_role}'),
  ('release_job', '{text, uuid, uuid}', true, '{service_role}'),
  ('report_worker_health', '{uuid, boolean, integer}', true, '{service_role}'),
  ('report_template', '{uuid, text, text}', true, '{authenticated}'),
  ('reported_templates', '{integer}', true, '{authenticated}'),
  ('reset_ad_counters', '{}', true, '{service_role}'),
  ('restore_assets', '{uuid, uuid[]}', true, '{service_role}'),
  ('resume_capped_jobs', '{}', true, '{service_role}'),
  ('resume_jobs', '{uuid, jsonb}', true, '{service_role}'),
  ('retry_jobs', '{uuid, uuid, uuid, uuid[]}', true, '{service_role}'),
  ('retry_selection', '{uuid, uuid, jsonb}', true, '{service_role}'),
  ('reward_ad', '{uuid, text, text}', true, '{service_role}'),
  ('rotate_agent_key', '{uuid}', true, '{authenticated}'),
  ('run_task', '{text}', true, '{service_role}'),
  ('schema_info', '{}', true, '{service_role}'),
  ('set_slide_text', '{uuid, uuid, uuid, jsonb}', true, '{service_role}'),
  ('settle_payment', '{text, text}', true, '{service_role}'),
  ('settle_template_reports', '{uuid, boolean, text}', true, '{authenticated}'),
  ('shared_works', '{integer, timestamp with time zone}', true, '{authenticated}'),
  ('similar_works', '{real[], integer}', true, '{authenticated}'),
  ('start_sync_epoch', '{}', true, '{service_role}'),
  ('sync_digest', '{text}', true, '{authenticated}'),
  ('sync_pull', '{jsonb, integer}', true, '{authenticated}'),
  ('sync_push', '{jsonb}', true, '{authenticated}'),
  ('take_rate_limit', '{text, integer, integer}', true, '{service_role}'),
  ('take_suggestion', '{text, text, text, real}', true, '{authenticated}'),
  ('unused_fonts', '{integer}', true, '{service_role}');

select plan(1 + 4 * (select count(*)::integer from expected));

select set_eq(
  $$ select p.proname::text, array(select format_type(t, null) from unnest(p.proargtypes) as t)
     from pg_catalog.pg_proc as p
     where p.pronamespace = 'public'::regnamespace
       and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e') $$,
  'select name, arguments from expected',
  'every function of public is listed here, with its arguments'
);
select case when is_definer then is_definer('public', name, arguments) else isnt_definer('public', name, arguments) end
from expected;
select function_privs_are(
  'public', name, arguments, role, case when role = any (callers) then array['EXECUTE'] else '{}'::text[] end
)
from expected, unnest(array['anon', 'authenticated', 'service_role']) as role;

select * from finish();
rollback;
