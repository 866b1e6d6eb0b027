import OpenAI from 'openai';
import { AtelierError } from '../../../contract/errors.ts';
import { setting } from './env.ts';
import { vendorFailure } from './vendor-failure.ts';

/** Vendors that speak OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat). */
interface Vendor {
  name: string;
  key: string;
  /** Where the operator may send it instead: a gateway, or a test's. */
  base: string;
  baseURL: string;
  model: string;
  models: RegExp;
}

const VENDORS: readonly Vendor[] = [
  {
    name: 'OpenAI',
    key: 'OPENAI_API_KEY',
    base: 'OPENAI_BASE_URL',
    baseURL: 'https://api.openai.com/v1',
    model: 'gpt-4.1-mini',
    models: /^(gpt-|o\d|chatgpt-|text-embedding-)/,
  },
  {
    // https://docs.mistral.ai/api/
    name: 'Mistral',
    key: 'MISTRAL_API_KEY',
    base: 'MISTRAL_BASE_URL',
    baseURL: 'https://api.mistral.ai/v1',
    model: 'mistral-small-latest',
    models: /^(mistral-|ministral-|magistral-|open-mi|pixtral-|codestral-)/,
  },
];

const TIMEOUT_MS = 60_000;

export interface Asked {
  model?: string | null | undefined;
  messages: OpenAI.ChatCompletionMessageParam[];
  maxTokens: number;
  temperature?: number | undefined;
  topP?: number | undefined;
  json?: boolean;
  signal: AbortSignal;
}

/** Which vendor has this model, or, without one, which the operator has a key of. Throws `not_available` for none. */
export function vendorOf(model?: string | null): { vendor: string; client: OpenAI; model: string } {
  const vendor = VENDORS.find(({ key, models }) => (model ? models.test(model) : setting(key)));
  if (!vendor && model) throw new AtelierError('model_unavailable', 'No vendor has this model.');
  const apiKey = vendor && setting(vendor.key);
  if (!apiKey) {
    throw new AtelierError('not_available', 'No vendor of such models is set up on this backend.', {
      feature: vendor?.name ?? 'chat',
    });
  }
  const baseURL = setting(vendor.base) ?? vendor.baseURL;
  const client = new OpenAI({ apiKey, baseURL, timeout: TIMEOUT_MS, maxRetries: 1 });
  return { vendor: vendor.name, client, model: model ?? vendor.model };
}

function request(vendor: string, model: string, asked: Asked) {
  const { messages, maxTokens, temperature, topP, json } = asked;
  return {
    model,
    messages,
    // OpenAI's newer models take only the one name, Mistral only the other.
    ...(vendor === 'OpenAI' ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(json && { response_format: { type: 'json_object' as const } }),
  };
}

/** One whole answer of a chat model. Throws `AtelierError` for all that a vendor can do wrong. */
export async function complete(
  asked: Asked,
): Promise<{ text: string; tokens: number; model: string }> {
  const { vendor, client, model } = vendorOf(asked.model);
  try {
    const { signal } = asked;
    const answer = await client.chat.completions.create(request(vendor, model, asked), { signal });
    const text = answer.choices?.[0]?.message?.content?.trim();
    if (!text) throw new AtelierError('provider_answer_invalid', `${vendor} answered nothing.`);
    return { text, tokens: answer.usage?.total_tokens ?? 0, model };
  } catch (error) {
    throw vendorFailure(vendor, error);
  }
}

/** The same, piece by piece; returns what it cost. */
export async function* stream(
  asked: Asked,
): AsyncGenerator<string, { tokens: number; model: string }, undefined> {
  const { vendor, client, model } = vendorOf(asked.model);
  let tokens = 0;
  try {
    const chunks = await client.chat.completions.create(
      {
        ...request(vendor, model, asked),
        stream: true,
        // Mistral tells its usage unasked, and refuses what it does not know.
        ...(vendor === 'OpenAI' && { stream_options: { include_usage: true } }),
      },
      { signal: asked.signal },
    );
    for await (const chunk of chunks) {
      tokens = chunk.usage?.total_tokens ?? tokens;
      const text = chunk.choices?.[0]?.delta?.content;
      if (text) yield text;
    }
  } catch (error) {
    throw vendorFailure(vendor, error);
  }
  return { tokens, model };
}
