-- Who may do what. Row policies stand with their tables; here are the grants, all of them. Nothing for anon.

revoke all on all tables in schema public from anon, authenticated, service_role;
revoke all on all sequences in schema public from anon, authenticated, service_role;
revoke execute on all functions in schema public from public, anon, authenticated, service_role;
revoke all on all tables in schema private from public, anon, authenticated, service_role;
revoke execute on all functions in schema private from public, anon, authenticated, service_role;

grant usage on schema public to anon, authenticated, service_role;

-- Clients read. What they write goes through sync_push (rule L4).
grant select on
  public.profiles, public.user_roles, public.credit_transactions, public.counters_monthly,
  public.api_providers, public.api_models, public.orders, public.order_items,
  public.user_library, public.user_collections, public.collection_items
  to authenticated;
-- Not the lease, the worker, the vendor's id, the vendor's price.
grant select (
  id, user_id, order_id, item_id, sequence, type, provider, model_id, payload, status, priority, position,
  attempts, max_attempts, run_after, stage, progress, cancel_requested, price, error,
  created_at, updated_at, deleted_at, sync_xid, field_xids
) on public.jobs to authenticated;
grant select (
  id, user_id, order_id, item_id, job_id, asset_index, type, storage_path, sha256, mime, bytes, width, height,
  seed, prompt, model_id, recipe, expires_at, created_at, updated_at, deleted_at, sync_xid, field_xids
) on public.workspace_assets to authenticated;

-- The service reads all, and writes what an operator sets up. Money and jobs have functions.
grant select on all tables in schema public to service_role;
grant insert, update, delete on
  public.system_config, public.api_providers, public.api_models, public.user_roles
  to service_role;
-- A worker is made by create_worker alone, which is the only one to know its key.
grant update, delete on public.workers to service_role;

grant execute on function public.sync_push(jsonb), public.sync_pull(jsonb, integer) to authenticated;
grant execute on function
  public.grant_credits(uuid, text, integer, text),
  public.create_worker(text),
  public.enqueue_order(uuid, jsonb),
  public.cancel_jobs(uuid, uuid, uuid[]),
  public.retry_jobs(uuid, uuid, uuid, uuid[]),
  public.reap_jobs(),
  public.claim_jobs(text, integer, text[], integer),
  public.heartbeat_job(text, uuid, uuid, integer, text, real, text),
  public.job_upload_folder(text, uuid, uuid),
  public.complete_job(text, uuid, uuid, jsonb, numeric),
  public.fail_job(text, uuid, uuid, text, text, numeric),
  public.release_job(text, uuid, uuid),
  public.plan_promotion(uuid, uuid[]),
  public.promote_assets(uuid, jsonb),
  public.discard_assets(uuid, uuid[]),
  public.restore_assets(uuid, uuid[]),
  public.expire_workspace(),
  public.expired_objects(integer),
  public.forget_objects(text[]),
  public.start_sync_epoch(),
  public.purge_tombstones()
  to service_role;
