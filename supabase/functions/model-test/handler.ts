import { z } from 'zod';
import { AtelierError, toErrorBody } from '../../../contract/errors.ts';
import { type ModelTestAnswer, ModelTestBody } from '../../../contract/functions/operations.ts';
import { asAdmin } from '../_shared/caller.ts';
import { complete } from '../_shared/chat.ts';
import { read, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { connect } from './connect.ts';

const Model = z.object({ id: z.string(), provider: z.string(), vendor_model: z.string() });

/** Asks a model's vendor whether it is there, or for a word, and keeps what came of it. */
export default defineFunction({
  name: 'model-test',
  method: 'POST',
  body: ModelTestBody,
  ...asAdmin,
  async handle({ body, caller, request }): Promise<ModelTestAnswer> {
    const model = await modelOf(body.modelId);
    const since = performance.now();
    const result = await attempt(() =>
      body.kind === 'connection'
        ? connect(model.provider, model.vendor_model, request.signal)
        : say(model.vendor_model, body.prompt, request.signal),
    );
    const latencyMs = Math.round(performance.now() - since);
    const { error } = await serviceClient()
      .from('model_test_results')
      .insert({
        id: crypto.randomUUID(),
        model_id: model.id,
        tested_by: caller,
        kind: body.kind,
        prompt: body.kind === 'chat' ? body.prompt : null,
        success: result.error === null,
        latency_ms: latencyMs,
        error: result.error,
        result: { answer: result.answer?.slice(0, 2_000) },
      });
    if (error) throw new Error(`model_test_results: ${error.message}`);
    return { success: result.error === null, latencyMs, ...result };
  },
});

async function modelOf(id: string): Promise<z.infer<typeof Model>> {
  const model = await read(
    serviceClient()
      .from('api_models')
      .select('id, provider, vendor_model')
      .eq('id', id)
      .maybeSingle(),
    Model.nullable(),
  );
  if (!model) throw new AtelierError('not_found', 'There is no such model.');
  return model;
}

/** A vendor that fails is what the test is for; a missing key is not: it says nothing of the model. */
async function attempt(ask: () => Promise<string>) {
  try {
    return { answer: await ask(), error: null };
  } catch (error) {
    const { code } = toErrorBody(error);
    if (code === 'internal' || code === 'not_available') throw error;
    return { answer: null, error: code };
  }
}

async function say(model: string, prompt: string, signal: AbortSignal): Promise<string> {
  const messages = [{ role: 'user' as const, content: prompt }];
  return (await complete({ model, messages, maxTokens: 64, signal })).text;
}
