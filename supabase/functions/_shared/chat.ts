import OpenAI from 'openai';
import { AtelierError } from '../../../contract/errors.ts';
import { listedModel } from './own-server.ts';
import { type Vendor, type VendorId, VENDORS } from './chat-vendors.ts';
import { setting } from './env.ts';
import { vendorFailure } from './vendor-failure.ts';

const TIMEOUT_MS = 60_000;

export interface Asked {
  model?: string | null | undefined;
  /** Where the model's own vendor is not set up, another's may answer. */
  orAny?: boolean;
  messages: OpenAI.ChatCompletionMessageParam[];
  maxTokens: number;
  temperature?: number | undefined;
  topP?: number | undefined;
  json?: boolean;
  signal: AbortSignal;
}

interface Line {
  vendor: string;
  client: OpenAI;
  model: string;
}

/** The vendor that has this model. Throws `model_unavailable` for none, `not_available` for one that is not set up. */
export function vendorOf(model: string): Line {
  const vendors = VENDORS.filter(({ models }) => models.test(model));
  const line = lineTo(vendors, model);
  if (line) return line;
  const known = vendors.find(({ baseURL }) => baseURL !== undefined);
  if (known) throw notSetUp(known.name);
  throw new AtelierError('model_unavailable', 'No vendor has this model.');
}

/** A line to this vendor, whatever its models. Throws `not_available` where it is not set up. */
export function lineOf(id: VendorId, model: string): Line {
  const line = lineTo(
    VENDORS.filter((vendor) => vendor.id === id),
    model,
  );
  if (line) return line;
  throw notSetUp(id);
}

/** Whether a vendor is set up for this; an own server is not asked yet what it has. Throws as `vendorOf`. */
export function requireLine({ model, orAny }: Pick<Asked, 'model' | 'orAny'>): Line {
  try {
    if (model) return vendorOf(model);
  } catch (error) {
    if (orAny !== true) throw error;
  }
  const line = lineTo(VENDORS);
  if (line) return line;
  throw notSetUp('chat');
}

function notSetUp(feature: string): AtelierError {
  const message = 'No vendor of such models is set up on this backend.';
  return new AtelierError('not_available', message, { feature });
}

/** To the first of these vendors that is set up. */
function lineTo(vendors: readonly Vendor[], model?: string): Line | undefined {
  for (const vendor of vendors) {
    const apiKey = setting(vendor.key) ?? vendor.noKey;
    const base = setting(vendor.base);
    const baseURL = base === undefined ? vendor.baseURL : `${base}${vendor.path ?? ''}`;
    if (!apiKey || !baseURL) continue;
    const client = new OpenAI({ apiKey, baseURL, timeout: TIMEOUT_MS, maxRetries: 1 });
    return { vendor: vendor.name, client, model: model ?? vendor.model };
  }
  return undefined;
}

async function lineFor(asked: Asked): Promise<Line> {
  const line = requireLine(asked);
  return line.model ? line : { ...line, model: await listedModel(line, asked.signal) };
}

function request(vendor: string, model: string, asked: Asked) {
  const { messages, maxTokens, temperature, topP, json } = asked;
  return {
    model,
    messages,
    // OpenAI's newer models take only the one name, others only the other.
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
  const { vendor, client, model } = await lineFor(asked);
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
  const { vendor, client, model } = await lineFor(asked);
  let tokens = 0;
  try {
    const chunks = await client.chat.completions.create(
      {
        ...request(vendor, model, asked),
        stream: true,
        // Mistral tells its usage unasked, and refuses what it does not know.
        ...(vendor !== 'Mistral' && { stream_options: { include_usage: true } }),
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
