-- How words are set in a brand: {titleFont, bodyFont, logo, corner}, as the contract's BrandLook; its colours are `colors`.
alter table public.brands
  add column kit jsonb not null default '{}' check (jsonb_typeof(kit) = 'object' and octet_length(kit::text) <= 2000);

-- As before; with the column above.
create or replace function private.client_columns(p_table text)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select case p_table
    when 'profiles' then array[
      'full_name', 'language', 'theme', 'username', 'notifications_enabled', 'marketing_emails_enabled',
      'prompt_suggestions_enabled', 'ads_enabled', 'ai_safety_level', 'daily_spend_cap'
    ]
    when 'user_library' then array[
      'storage_path', 'sha256', 'mime', 'bytes', 'width', 'height', 'origin', 'file_name', 'recipe',
      'custom_title', 'is_favorite', 'trashed_at', 'created_at', 'tags', 'rating', 'notes', 'visibility',
      'content_category', 'project_id', 'stack_id', 'duration_seconds', 'type', 'roleplay_metadata', 'slide_index',
      'text'
    ]
    when 'user_collections' then array['name', 'parent_id', 'search', 'created_at']
    when 'collection_items' then array['collection_id', 'library_id', 'created_at']
    when 'brands' then array['name', 'description', 'voice', 'colors', 'website', 'logo_path', 'kit', 'created_at']
    when 'characters' then array[
      'name', 'description', 'traits', 'appearance_tags', 'image_path', 'reference_image_path', 'preview_image_path',
      'persona', 'system_prompt', 'voice_tone', 'voice_examples', 'mood', 'creator', 'gender', 'role', 'content_rating',
      'consistency_method', 'seed_locked', 'base_prompt', 'quick_start', 'scene_behavior_rules', 'forbidden_phrases',
      'is_public', 'created_at'
    ]
    when 'projects' then array[
      'title', 'description', 'original_prompt', 'enhanced_prompt', 'media_type', 'duration_seconds', 'scene_count',
      'workflow_step', 'character_id', 'preview_path', 'reference_image_path', 'spend_cap', 'created_at'
    ]
    when 'scenes' then array[
      'project_id', 'position', 'title', 'description', 'prompt', 'enhanced_prompt', 'camera', 'dialogue',
      'duration_seconds', 'library_id', 'created_at'
    ]
    when 'character_scenes' then array['character_id', 'scene_id', 'role', 'created_at']
    when 'templates' then array[
      'name', 'description', 'category', 'data', 'preview_path', 'content_mode', 'is_public', 'created_at'
    ]
    when 'personalization_tokens' then array['name', 'tokens', 'is_default', 'created_at']
    when 'prompts' then array[
      'project_id', 'template_id', 'title', 'prompt', 'negative_prompt', 'model_id', 'aspect_ratio', 'prompt_strength',
      'steps', 'guidance_scale', 'num_outputs', 'seed', 'output_format', 'output_quality', 'safety_checker',
      'content_mode', 'loras', 'tags', 'is_favorite', 'used_count', 'last_used_at', 'created_at'
    ]
    when 'agents' then array[
      'name', 'role', 'instructions', 'model', 'temperature', 'max_tokens', 'top_p', 'allowed_origins', 'is_active',
      'created_at'
    ]
    when 'conversations' then array[
      'agent_id', 'project_id', 'character_id', 'user_character_id', 'title', 'type', 'status', 'memory_tier',
      'memory_data', 'created_at'
    ]
    when 'messages' then array['conversation_id', 'role', 'content', 'created_at']
  end
$$;
