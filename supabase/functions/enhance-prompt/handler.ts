import { z } from 'zod';
import {
  type EnhancePromptAnswer,
  EnhancePromptBody,
} from '../../../contract/functions/prompts.ts';
import { asUser } from '../_shared/caller.ts';
import { complete } from '../_shared/chat.ts';
import { checkContent } from '../_shared/check-content.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { type Template, type TemplateChoice, templateFor } from '../_shared/templates.ts';
import { TtlCache } from '../_shared/ttl-cache.ts';
import { recordUse } from '../_shared/usage.ts';

type Enhance = z.output<typeof EnhancePromptBody>;

/** The same words to the same template within 15 minutes have the same answer, whoever asks. */
const answers = new TtlCache<{ text: string; model: string }>({ ms: 15 * 60_000 });

const MAX_ENHANCED = 4_000;

/** Makes a short idea into a full prompt. */
export default defineFunction({
  name: 'enhance-prompt',
  method: 'POST',
  body: EnhancePromptBody,
  ...asUser,
  async handle({ body, caller, request, note }): Promise<EnhancePromptAnswer> {
    const since = performance.now();
    const contentMode = await checkContent(caller, body.prompt, body.contentMode);
    const [template, preset] = await Promise.all([
      templateFor(choiceOf(body, contentMode)),
      presetOf(body.strategy),
    ]);
    const key = JSON.stringify([template.system_prompt, preset, body.prompt]);
    // Not the caller's own signal: others may wait for the same answer.
    const { value, cached } = await answers.get(key, () => ask(body, template, preset));
    const milliseconds = Math.round(performance.now() - since);
    const { model } = value;
    note({ cached, model });
    await recordUse({
      user: caller,
      event: 'enhancement',
      feature: body.strategy,
      model,
      milliseconds,
      metadata: { cached },
    });
    request.signal.throwIfAborted();
    return {
      originalPrompt: body.prompt,
      prompt: value.text,
      strategy: body.strategy,
      contentMode,
      template: template.template_name,
      model,
      cached,
      milliseconds,
    };
  },
});

/** To polish is to correct and to translate is to translate, whatever it is for; all else is for a kind of model. */
function choiceOf(
  { strategy, jobType, model }: Enhance,
  contentMode: 'sfw' | 'nsfw',
): TemplateChoice {
  if (strategy === 'polish' || strategy === 'translate') {
    return { useCase: 'suggestion', name: `suggestion-${strategy}`, contentMode };
  }
  return { useCase: 'enhancement', name: `${jobType}-enhance`, model, contentMode };
}

const Preset = z.object({
  description: z.string(),
  settings: z.object({
    temperature: z.number().min(0).max(1).optional(),
    /** What the prompt shall end with in the sense of. */
    append: z.string().max(500).optional(),
  }),
});
type Preset = z.infer<typeof Preset>;

/** What the operator says of a strategy; without a row of his, the template speaks alone. */
function presetOf(strategy: string): Promise<Preset | null> {
  return read(
    serviceClient()
      .from('enhancement_presets')
      .select('description, settings')
      .eq('strategy', strategy)
      .eq('is_active', true)
      .order('position')
      .limit(1)
      .maybeSingle(),
    Preset.nullable(),
  );
}

async function ask({ prompt }: Enhance, template: Template, preset: Preset | null) {
  const manner = preset && [preset.description, preset.settings.append].filter(Boolean).join(' ');
  const { text, model } = await complete({
    model: template.enhancer_model,
    orAny: true,
    maxTokens: template.token_limit,
    temperature: preset?.settings.temperature,
    messages: [
      { role: 'system', content: template.system_prompt },
      ...(manner ? [{ role: 'system' as const, content: `The manner: ${manner}` }] : []),
      { role: 'user', content: prompt },
    ],
    signal: AbortSignal.timeout(60_000),
  });
  return { text: text.slice(0, MAX_ENHANCED), model };
}
