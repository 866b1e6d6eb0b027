import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import type { NegativePromptBody } from '../../../contract/functions/prompts.ts';
import { read, rpc, serviceClient } from './database.ts';
import { TtlCache } from './ttl-cache.ts';

/** Other instances see an operator's change at the latest after this; `refresh-prompt-cache` is for this one, now. */
const KEEP_MS = 5 * 60_000;

const Template = z.object({
  template_name: z.string(),
  target_model: z.string().nullable(),
  content_mode: z.enum(['sfw', 'nsfw']),
  system_prompt: z.string(),
  token_limit: z.int(),
  enhancer_model: z.string().nullable(),
});
export type Template = z.infer<typeof Template>;

const lists = new TtlCache<Template[]>({ ms: KEEP_MS });
const negatives = new TtlCache<string>({ ms: KEEP_MS });

export interface TemplateChoice {
  useCase: 'enhancement' | 'chat' | 'analysis' | 'suggestion' | 'storyboard';
  /** The one for the usual case; those beside it are for a kind of picture. */
  name: string;
  contentMode?: 'sfw' | 'nsfw';
  model?: string | undefined;
}

/**
 * The template for a task: of the content mode, else the tame one, never the other way round; then of the model, then
 * the named one; the newest version. Throws `not_available` where the operator has none.
 */
export async function templateFor(choice: TemplateChoice): Promise<Template> {
  const { useCase, name, contentMode = 'sfw', model } = choice;
  const { value: all } = await lists.get(useCase, () => listOf(useCase));
  const modes = all.filter((one) => one.content_mode === contentMode);
  const tame = all.filter((one) => one.content_mode === 'sfw');
  for (const list of contentMode === 'sfw' ? [tame] : [modes, tame]) {
    const found =
      (model && list.find((one) => one.target_model === model)) ||
      list.find((one) => one.template_name.startsWith(name) && one.target_model === null);
    if (found) return found;
  }
  throw new AtelierError('not_available', 'There is no template for this.', { useCase, name });
}

function listOf(useCase: string): Promise<Template[]> {
  return read(
    serviceClient()
      .from('prompt_templates')
      .select(Object.keys(Template.shape).join(', '))
      .eq('use_case', useCase)
      .eq('is_active', true)
      .order('priority', { ascending: false })
      .order('template_name')
      .order('version', { ascending: false }),
    z.array(Template),
  );
}

export function negativePromptFor(choice: z.infer<typeof NegativePromptBody>) {
  const args = {
    p_model_type: choice.modelType,
    p_content_mode: choice.contentMode,
    p_generation_mode: choice.generationMode,
  };
  return negatives.get(JSON.stringify(args), () =>
    rpc(serviceClient(), 'negative_prompt_for', args, z.string()),
  );
}

export function forgetTemplates(): number {
  return lists.clear() + negatives.clear();
}
