-- Who may do what with all that was added. Row policies stand with their tables; here are the grants.

revoke all on
  public.user_activity_log, public.audit_logs, public.plans, public.payments, public.ad_rewards, public.brands,
  public.characters, public.projects, public.scenes, public.character_scenes, public.character_likes,
  public.templates, public.personalization_tokens, public.prompts, public.prompt_templates, public.negative_prompts,
  public.enhancement_presets, public.compel_configs, public.prompt_ab_tests, public.prompt_suggestions,
  public.batch_jobs, public.image_analysis, public.asset_embeddings, public.agents, public.conversations,
  public.messages, public.agent_statistics, public.usage_events, public.user_stats, public.performance_metrics,
  public.model_performance_logs, public.model_config_history, public.model_test_results, public.scheduled_tasks
  from anon, authenticated, service_role;
revoke all on all tables in schema private from public, anon, authenticated, service_role;
-- Functions are anybody's to call when they are made. What was granted by name before stays.
revoke execute on all functions in schema public, private from public;

grant select on public.plans to anon;
grant select on
  public.user_activity_log, public.audit_logs, public.plans, public.payments, public.ad_rewards, public.brands,
  public.characters, public.projects, public.scenes, public.character_scenes, public.character_likes,
  public.templates, public.personalization_tokens, public.prompts, public.prompt_templates, public.negative_prompts,
  public.enhancement_presets, public.compel_configs, public.prompt_ab_tests, public.prompt_suggestions,
  public.batch_jobs, public.image_analysis, public.asset_embeddings, public.conversations, public.messages,
  public.agent_statistics, public.usage_events, public.user_stats, public.performance_metrics,
  public.model_performance_logs, public.model_config_history, public.model_test_results, public.scheduled_tasks,
  public.system_config
  to authenticated;
-- Not the hash of a key.
grant select (
  id, user_id, name, role, instructions, model, temperature, max_tokens, top_p, allowed_origins, is_active, api_key_hint,
  created_at, updated_at, deleted_at, sync_xid, field_xids
) on public.agents to authenticated;
grant select (
  id, name, kind, url, capabilities, health, health_checked_at, response_ms, failures, created_at, last_seen_at,
  disabled_at, updated_at
) on public.workers to authenticated;
grant select (
  kind, project_id, format, quality, model_type, original_prompt, enhanced_prompt, enhancement_strategy, enhancement_ms,
  quality_rating, quality_improvement, compel_weights, destination, workspace_session_id, template_name, prompt_test_id,
  content_mode, moderation_status, moderated_at, paused_at, pause_reason
) on public.jobs to authenticated;
grant select (duration_seconds, thumbnail_path, slide_index, text, content_mode) on public.workspace_assets to authenticated;

-- Under policies: likes of one's own; what an operator sets up, for admins.
grant insert (user_id, character_id), delete on public.character_likes to authenticated;
grant insert, update, delete on
  public.system_config, public.api_providers, public.api_models, public.plans, public.prompt_templates,
  public.negative_prompts, public.enhancement_presets, public.compel_configs, public.prompt_ab_tests,
  public.model_test_results
  to authenticated;

-- The service reads all and writes what is set up, and what its functions keep. Money and jobs have functions of SQL.
grant select on all tables in schema public to service_role;
grant insert, update, delete on
  public.plans, public.prompt_templates, public.negative_prompts, public.enhancement_presets, public.compel_configs,
  public.prompt_ab_tests, public.prompt_suggestions, public.model_test_results
  to service_role;
grant insert, update on public.batch_jobs, public.image_analysis, public.asset_embeddings to service_role;
grant insert on public.user_activity_log, public.conversations, public.messages to service_role;
grant update (memory_data, title, status) on public.conversations to service_role;
grant update (enabled) on public.scheduled_tasks to service_role;

-- Called by policies, as whoever reads. The schema stays closed, so nobody names them.
grant execute on function private.is_admin(), private.i_allow_nsfw(), private.is_shared(text) to authenticated;
grant execute on function private.is_admin() to anon;

grant execute on function
  public.confirm_age(date),
  public.use_template(uuid),
  public.rotate_agent_key(uuid),
  public.shared_works(integer, timestamptz),
  public.similar_works(real[], integer),
  public.fuzzy_works(text, integer),
  public.admin_rows(text, jsonb, integer, integer)
  to authenticated;
grant execute on function
  public.open_payment(uuid, text, text),
  public.settle_payment(text, text),
  public.reward_ad(uuid, text, text),
  public.reset_ad_counters(),
  public.accept_webhook(text, text, timestamptz),
  public.prompt_template_for(text, text, text, text),
  public.negative_prompt_for(text, text, text),
  public.content_mode_of(text),
  public.check_content(uuid, text, text),
  public.resume_capped_jobs(),
  public.pause_jobs(uuid, jsonb),
  public.resume_jobs(uuid, jsonb),
  public.move_jobs(uuid, uuid[], uuid),
  public.cancel_selection(uuid, jsonb),
  public.retry_selection(uuid, uuid, jsonb),
  public.moderate_job(uuid, uuid, text, text),
  public.register_worker(text, text, text, jsonb),
  public.report_worker_health(uuid, boolean, integer),
  public.active_worker_urls(text),
  public.queue_metrics(),
  public.record_analysis(uuid, text, text, jsonb, jsonb),
  public.prune_analysis(),
  public.record_embedding(uuid, real[], text, text),
  public.pending_embeddings(integer),
  public.refresh_embeddings(),
  public.agent_by_key(text, text),
  public.record_exchange(uuid, text, text, jsonb, text, text, integer, integer),
  public.make_partitions(integer),
  public.record_usage(uuid, text, text, text, boolean, integer, integer, jsonb),
  public.refresh_metrics(),
  public.take_rate_limit(text, integer, integer),
  public.schema_info(),
  public.backup_daily(),
  public.backup_weekly(),
  public.prune_logs(),
  public.due_tasks(),
  public.run_task(text)
  to service_role;
