import type OpenAI from 'openai';
import { AtelierError } from '../../../contract/errors.ts';
import { setting } from './env.ts';
import { vendorFailure } from './vendor-failure.ts';

/** Models that do not speak, by the names that they commonly have. */
const NO_WORDS = /embed|whisper|tts|rerank|flux|diffusion|sdxl|dreamshaper|\bclip\b/i;

/** The model that an own server answers words with: the operator's choice, else the first that it lists. */
export async function listedModel(
  { vendor, client }: { vendor: string; client: OpenAI },
  signal: AbortSignal,
): Promise<string> {
  const chosen = setting('OPENAI_COMPATIBLE_MODEL');
  if (chosen) return chosen;
  let models: { id: string }[];
  try {
    // Ollama answers null where it has none.
    models = (await client.models.list({ signal })).data ?? [];
  } catch (error) {
    throw vendorFailure(vendor, error);
  }
  const found = models.find(({ id }) => !NO_WORDS.test(id)) ?? models[0];
  if (found) return found.id;
  throw new AtelierError('model_unavailable', `${vendor} has no models.`);
}
