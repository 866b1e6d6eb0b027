import { z } from 'zod';
import { AtelierError, type ErrorCode } from '../../contract/errors.ts';
import type { ProviderId } from '../../contract/models.ts';
import {
  accessOf,
  addressIn,
  isEntered,
  type ProviderKeys,
} from '../../contract/provider-access.ts';
import type { ProviderTest } from '../../contract/studio/settings.ts';

const LIMIT_MS = 15_000;
/** A long list of models is some hundred kilobytes; what is longer is none. */
const MAX_ANSWER = 8 * 1024 * 1024;
const MAX_MODELS = 1_000;

interface Question {
  /** Absent where the creator's own server is asked. */
  base?: string;
  path: string;
  header?: (key: string) => Record<string, string>;
  /** The names of models in the answer. @throws ZodError for an answer that this vendor does not give */
  models: (answer: unknown) => string[];
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const OpenAIList = z.object({ data: z.array(z.object({ id: z.string() })).nullable() });
const listed = (answer: unknown) => (OpenAIList.parse(answer).data ?? []).map(({ id }) => id);
const GoogleList = z.object({ models: z.array(z.object({ name: z.string() })) });
/** A node's description, as ComfyUI gives it: an input's first entry is the list of what it may be. */
const Checkpoints = z.object({
  CheckpointLoaderSimple: z.object({
    input: z.object({
      required: z.object({ ckpt_name: z.tuple([z.array(z.string())]).rest(z.unknown()) }),
    }),
  }),
});

/** One cheap request a vendor that only a right key answers; each from its published reference. */
const QUESTIONS: Partial<Record<ProviderId, Question>> = {
  openai: {
    base: 'https://api.openai.com/v1',
    path: '/models',
    header: bearer,
    models: listed,
  },
  replicate: {
    base: 'https://api.replicate.com/v1',
    path: '/account',
    header: bearer,
    models: (answer) => (z.object({ username: z.string() }).parse(answer), []),
  },
  google: {
    base: 'https://generativelanguage.googleapis.com',
    path: '/v1beta/models?pageSize=1000',
    header: (key) => ({ 'x-goog-api-key': key }),
    models: (answer) =>
      GoogleList.parse(answer).models.map(({ name }) => name.replace(/^models\//, '')),
  },
  mistral: { base: 'https://api.mistral.ai/v1', path: '/models', header: bearer, models: listed },
  'openai-compatible': { path: '/models', header: bearer, models: listed },
  comfyui: {
    path: '/object_info/CheckpointLoaderSimple',
    models: (answer) =>
      Checkpoints.parse(answer).CheckpointLoaderSimple.input.required.ckpt_name[0],
  },
};

export interface AskDeps {
  fetch: typeof fetch;
  /** Other addresses of vendors than their own. */
  addresses: Partial<Record<ProviderId, string>>;
}

/** Asks a provider whether it takes what was entered, by the cheapest request it has. Errors: `invalid_input`. */
export async function askProvider(
  provider: ProviderId,
  entered: ProviderKeys,
  deps: AskDeps,
): Promise<ProviderTest> {
  const question = QUESTIONS[provider];
  if (!question) {
    throw new AtelierError('invalid_input', 'This provider takes nothing.', { field: 'provider' });
  }
  const base = addressIn(entered, provider) ?? deps.addresses[provider] ?? question.base;
  const key = accessOf(provider).key === 'none' ? undefined : entered[provider];
  if (
    base === undefined ||
    (accessOf(provider).key === 'needed' && !isEntered(provider, entered))
  ) {
    return { problem: 'provider_key_missing', milliseconds: 0, models: [] };
  }
  const since = performance.now();
  const answer = await ask(base + question.path, key ? question.header?.(key) : undefined, deps);
  const milliseconds = Math.round(performance.now() - since);
  if ('problem' in answer) return { problem: answer.problem, milliseconds, models: [] };
  try {
    const models = question.models(answer.body).slice(0, MAX_MODELS);
    return { problem: null, milliseconds, models };
  } catch {
    return { problem: 'provider_answer_invalid', milliseconds, models: [] };
  }
}

type Answer = { body: unknown } | { problem: ErrorCode };

async function ask(
  url: string,
  headers: Record<string, string> | undefined,
  deps: AskDeps,
): Promise<Answer> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  let text: string;
  try {
    // A redirect would carry the key to somewhere else.
    const init = { redirect: 'error', signal: limit, headers: { ...headers } } as const;
    const response = await deps.fetch(url, init);
    if (!response.ok) {
      await response.body?.cancel();
      return { problem: meaningOf(response.status) };
    }
    text = await readText(response);
  } catch (error) {
    if (limit.aborted) return { problem: 'timeout' };
    if (error instanceof AtelierError) return { problem: error.code };
    return { problem: 'provider_unavailable' };
  }
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { problem: 'provider_answer_invalid' };
  }
}

/** @throws AtelierError `provider_answer_invalid` for more than a list of models can be, however long it says to be */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of response.body ?? []) {
    total += chunk.byteLength;
    if (total > MAX_ANSWER) throw new AtelierError('provider_answer_invalid', 'Too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Google answers a wrong key with 400. */
function meaningOf(status: number): ErrorCode {
  if (status === 400 || status === 401 || status === 403) return 'provider_key_invalid';
  if (status === 429) return 'provider_rate_limited';
  if (status >= 500) return 'provider_unavailable';
  return 'provider_rejected';
}
