-- Every function behind the interface: whose rights it has, and that nobody may call it; one that is not listed fails. Those
-- that policies call are the exception; the schema stays closed, so that nobody names them.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;

create temporary table expected (name text, arguments text[], is_definer boolean, callers text[]) on commit drop;
insert into expected values
  ('adopt_vectors', '{}', false, '{}'),
  ('allows_nsfw', '{uuid}', true, '{}'),
  ('any_cap', '{uuid[]}', false, '{}'),
  ('apply_delete', '{uuid, text, uuid}', false, '{}'),
  ('apply_mutation', '{uuid, text, jsonb}', false, '{}'),
  ('apply_upsert', '{uuid, text, text, uuid, xid8, jsonb}', false, '{}'),
  ('audit', '{uuid, text, text, uuid, jsonb}', false, '{}'),
  ('audit_library', '{}', true, '{}'),
  ('audit_roles', '{}', true, '{}'),
  ('backoff_seconds', '{integer, numeric}', false, '{}'),
  ('begin_jobs', '{uuid, integer, text[], integer}', false, '{}'),
  ('broken_cap', '{jobs}', false, '{}'),
  ('capture_hold', '{uuid, uuid, integer}', false, '{}'),
  ('check_content', '{uuid, text, text, text[]}', false, '{}'),
  ('check_inputs', '{uuid, jsonb}', false, '{}'),
  ('check_move', '{}', false, '{}'),
  ('check_public_template', '{}', true, '{}'),
  ('check_purpose', '{uuid, jsonb}', false, '{}'),
  ('check_quota', '{uuid, integer, text, integer}', false, '{}'),
  ('check_references', '{uuid, text, jsonb}', false, '{}'),
  ('check_words', '{uuid, text, jsonb, jsonb}', false, '{}'),
  ('claimed_inputs', '{jobs}', false, '{}'),
  ('client_columns', '{text}', false, '{}'),
  ('config', '{text, jsonb}', false, '{}'),
  ('conflicts', '{uuid, text, jsonb, jsonb, xid8, jsonb}', false, '{}'),
  ('copies_before', '{jobs, jsonb}', false, '{}'),
  ('count_batch', '{}', true, '{}'),
  ('count_interactions', '{}', true, '{}'),
  ('count_likes', '{}', true, '{}'),
  ('count_made', '{jobs, integer}', false, '{}'),
  ('count_template_use', '{}', true, '{}'),
  ('count_woofs', '{}', true, '{}'),
  ('cron_of', '{interval, interval}', false, '{}'),
  ('due_since', '{interval, interval, timestamp with time zone}', false, '{}'),
  ('empty_memberships', '{}', true, '{}'),
  ('end_answer', '{uuid}', false, '{}'),
  ('end_job', '{jobs, text, jsonb}', false, '{}'),
  ('extension_of', '{text}', false, '{}'),
  ('find_input', '{uuid, text}', false, '{}'),
  ('fingerprint', '{jsonb}', false, '{}'),
  ('fitting_model', '{jsonb}', false, '{}'),
  ('follow_deletion', '{}', true, '{}'),
  ('follow_email', '{}', true, '{}'),
  ('follow_sign_in', '{}', true, '{}'),
  ('guard_balance', '{}', false, '{}'),
  ('has_extension', '{text}', false, '{}'),
  ('held_for', '{uuid}', false, '{}'),
  ('hidden_columns', '{}', false, '{}'),
  ('hold_credits', '{uuid, integer, uuid, uuid}', false, '{}'),
  ('i_allow_nsfw', '{}', true, '{authenticated}'),
  ('insert_job', '{uuid, uuid, jsonb, jsonb, integer, api_models}', false, '{}'),
  ('insert_result', '{jobs, jsonb}', false, '{}'),
  ('inputs_of', '{jsonb}', false, '{}'),
  ('is_admin', '{}', true, '{anon, authenticated}'),
  ('is_own_place', '{text, text}', false, '{authenticated}'),
  ('is_retryable', '{text}', false, '{}'),
  ('is_shared', '{text}', true, '{authenticated}'),
  ('job_price', '{api_models, jsonb}', false, '{}'),
  ('keep_results', '{jobs}', false, '{}'),
  ('lease', '{uuid[], uuid, integer}', false, '{}'),
  ('leased_job', '{text, uuid, uuid}', false, '{}'),
  ('library_bucket', '{text}', false, '{}'),
  ('library_path', '{uuid, text, text}', false, '{}'),
  ('lock_jobs', '{uuid[]}', false, '{}'),
  ('lock_order', '{uuid, uuid}', false, '{}'),
  ('lock_row', '{text, uuid}', false, '{}'),
  ('log_job_end', '{}', true, '{}'),
  ('mentions', '{text, text}', false, '{}'),
  ('model_json', '{api_models}', false, '{}'),
  ('need_extension', '{text, text}', false, '{}'),
  ('next_jobs', '{integer, text[]}', false, '{}'),
  ('normalised', '{text, jsonb}', false, '{}'),
  ('object_size', '{text, text}', false, '{}'),
  ('order_answer', '{uuid}', false, '{}'),
  ('out_of_range', '{jsonb, jsonb}', false, '{}'),
  ('page_rows', '{uuid, xid8, text, text, xid8, xid8, text[]}', false, '{}'),
  ('parents_of', '{text}', false, '{}'),
  ('payload_of', '{jsonb}', false, '{}'),
  ('picture_misfit', '{jsonb, jsonb}', false, '{}'),
  ('place_hash', '{uuid, xid8}', false, '{}'),
  ('post_credits', '{}', true, '{}'),
  ('promote', '{uuid, jsonb}', false, '{}'),
  ('push_one', '{uuid, text, jsonb}', false, '{}'),
  ('queue_analysis', '{}', true, '{}'),
  ('reap', '{integer}', false, '{}'),
  ('recall', '{uuid, uuid, jsonb}', false, '{}'),
  ('refuse', '{text, text, jsonb}', false, '{}'),
  ('refuse_change', '{}', false, '{}'),
  ('reject', '{text, text}', false, '{}'),
  ('rejected', '{uuid, text, text}', false, '{}'),
  ('release_hold', '{uuid, uuid}', false, '{}'),
  ('remember', '{uuid, uuid, jsonb}', false, '{}'),
  ('remember_model', '{}', true, '{}'),
  ('request_count', '{jsonb}', false, '{}'),
  ('request_size', '{jsonb, api_models}', false, '{}'),
  ('revives', '{uuid, text, text, uuid, xid8, xid8, xid8}', false, '{}'),
  ('row_now', '{uuid, text, uuid}', false, '{}'),
  ('schedule_tasks', '{}', false, '{}'),
  ('seed_for', '{jsonb, jsonb, integer, api_models}', false, '{}'),
  ('seen_row', '{jsonb}', false, '{}'),
  ('sees_template', '{uuid, templates}', false, '{}'),
  ('selected_jobs', '{uuid, jsonb}', false, '{}'),
  ('set_aside', '{uuid, uuid, boolean}', false, '{}'),
  ('settle_order', '{uuid}', false, '{}'),
  ('stamp_sync', '{}', false, '{}'),
  ('sync_page', '{uuid, xid8, text, text, xid8, integer}', false, '{}'),
  ('take_backup', '{text, text[]}', false, '{}'),
  ('texts', '{jsonb, integer}', false, '{}'),
  ('touch', '{}', false, '{}'),
  ('uuid7', '{}', false, '{}'),
  ('video_misfit', '{jsonb, jsonb}', false, '{}'),
  ('was_own_change', '{uuid, text, uuid, xid8, text, text}', false, '{}'),
  ('welcome_user', '{}', true, '{}'),
  ('worker_of', '{text}', false, '{}'),
  ('write_row', '{uuid, text, uuid, jsonb, boolean}', false, '{}');

select plan(3 + 1 + 4 * (select count(*)::integer from expected));

select schema_privs_are('private', role, '{}'::text[]) from unnest(array['anon', 'authenticated', 'service_role']) as role;
select set_eq(
  $$ select p.proname::text, array(select format_type(t, null) from unnest(p.proargtypes) as t)
     from pg_catalog.pg_proc as p
     where p.pronamespace = 'private'::regnamespace
       and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e') $$,
  'select name, arguments from expected',
  'every function of private is listed here, with its arguments'
);
select case when is_definer then is_definer('private', name, arguments) else isnt_definer('private', name, arguments) end
from expected;
select function_privs_are(
  'private', name, arguments, role, case when role = any (callers) then array['EXECUTE'] else '{}'::text[] end
)
from expected, unnest(array['anon', 'authenticated', 'service_role']) as role;

select * from finish();
rollback;
