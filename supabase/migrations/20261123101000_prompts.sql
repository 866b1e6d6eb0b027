-- Pictures of one order with words of their own: each item carries its prompt, which is checked as ever, and the list of
-- all of them is no worker's business.

-- As before; less `prompts`.
create or replace function private.payload_of(p_request jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_request - array[
    'type', 'model', 'count', 'prompts', 'seed', 'seedMode', 'slides', 'size', 'brandId', 'projectId', 'batchId',
    'contentMode', 'spendCap', 'destination', 'workspaceSessionId', 'originalPrompt', 'enhancedPrompt',
    'enhancementStrategy', 'enhancementMs', 'templateName', 'promptTestId', 'madeWith'
  ]
$$;
