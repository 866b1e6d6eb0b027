import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import {
  Recommendation,
  type RecommendationsAnswer,
  RecommendationsBody,
} from '../../../contract/functions/prompts.ts';
import { asUser } from '../_shared/caller.ts';
import { complete } from '../_shared/chat.ts';
import { checkContent } from '../_shared/check-content.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { templateFor } from '../_shared/templates.ts';
import { recordUse } from '../_shared/usage.ts';

const COLUMNS = 'id, suggestedPrompt:suggested_prompt, source, confidence';
const Recommendations = z.array(Recommendation);

/** Other ways to say or see an idea: kept ones first, and fresh ones of a model's where they are asked for. */
export default defineFunction({
  name: 'prompt-recommendations',
  method: 'POST',
  body: RecommendationsBody,
  ...asUser,
  async handle({ body, caller, request }): Promise<RecommendationsAnswer> {
    const mode = await checkContent(caller, body.prompt);
    const kept = await keptFor(caller, mode, body);
    if (!body.fresh || kept.length >= body.limit) return { recommendations: kept };
    const fresh = await ask(caller, mode, body.prompt, request.signal);
    return { recommendations: [...kept, ...fresh].slice(0, body.limit) };
  },
});

type Body = z.output<typeof RecommendationsBody>;

/** This person's own for the same idea, then those of all that worked best. */
async function keptFor(user: string, mode: string, { prompt, limit }: Body) {
  const kept = serviceClient().from('prompt_suggestions').select(COLUMNS).eq('content_mode', mode);
  const own = await read(
    kept
      .eq('user_id', user)
      .eq('base_prompt', prompt)
      .order('confidence', { ascending: false })
      .limit(limit),
    Recommendations,
  );
  if (own.length >= limit) return own;
  const everybody = serviceClient()
    .from('prompt_suggestions')
    .select(COLUMNS)
    .eq('content_mode', mode);
  const shared = await read(
    everybody
      .eq('is_public', true)
      .order('success_rate', { ascending: false })
      .order('used_count', { ascending: false })
      .limit(limit),
    Recommendations,
  );
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...shared.filter(({ id }) => !known.has(id))].slice(0, limit);
}

const Variations = z
  .array(z.object({ suggestedPrompt: z.string().trim().min(1).max(2_000) }))
  .min(1)
  .max(10);

async function ask(user: string, mode: 'sfw' | 'nsfw', prompt: string, signal: AbortSignal) {
  const since = performance.now();
  const template = await templateFor({
    useCase: 'suggestion',
    name: 'suggestion-variations',
    contentMode: mode,
  });
  const { text, model } = await complete({
    model: template.enhancer_model,
    orAny: true,
    maxTokens: template.token_limit,
    messages: [
      { role: 'system', content: template.system_prompt },
      { role: 'user', content: prompt },
    ],
    signal,
  });
  const rows = variationsOf(text).map(({ suggestedPrompt }) => ({
    id: crypto.randomUUID(),
    user_id: user,
    base_prompt: prompt,
    suggested_prompt: suggestedPrompt,
    source: 'ai',
    content_mode: mode,
  }));
  const inserted = serviceClient().from('prompt_suggestions').insert(rows).select(COLUMNS);
  const recommendations = await read(inserted, Recommendations);
  const milliseconds = Math.round(performance.now() - since);
  await recordUse({ user, event: 'enhancement', feature: 'recommendations', model, milliseconds });
  return recommendations;
}

/** A list of JSON, which some models wrap in a code block. */
function variationsOf(text: string): z.infer<typeof Variations> {
  const list = /\[[\s\S]*\]/.exec(text)?.[0] ?? '';
  try {
    return Variations.parse(JSON.parse(list));
  } catch (error) {
    const message = 'The model answered no list of prompts.';
    throw new AtelierError('provider_answer_invalid', message, undefined, error);
  }
}
