import { ProviderId } from '../../contract/models.ts';
import { createComfyUI } from './comfyui/comfyui.ts';
import { createDraft } from './draft/draft.ts';
import { createGoogle } from './google/google.ts';
import { createLocal } from './local/local.ts';
import { createOpenAICompatible } from './openai-compatible/openai-compatible.ts';
import { createOpenAI } from './openai/openai.ts';
import type { Provider } from './provider.ts';
import { createReplicate } from './replicate/replicate.ts';

export interface ProviderRegistry {
  readonly all: readonly Provider[];
  get(id: ProviderId): Provider;
  close(): Promise<void>;
}

/** Spoken to by the functions alone: nothing of theirs is a job. */
const WITHOUT_JOBS: ReadonlySet<ProviderId> = new Set(['mistral']);

/**
 * One provider per id of the contract: none missing, none doubled, each making something. @throws Error at start, so that a wiring mistake never becomes a failed job.
 */
export function createRegistry(providers: readonly Provider[] = builtIn()): ProviderRegistry {
  const byId = new Map<ProviderId, Provider>();
  for (const provider of providers) {
    if (byId.has(provider.id)) throw new Error(`Two providers call themselves ${provider.id}.`);
    byId.set(provider.id, provider);
    if (!provider.renderImages && !provider.renderVideo) {
      throw new Error(`${provider.id} makes nothing.`);
    }
  }
  const missing = ProviderId.options.filter((id) => !byId.has(id) && !WITHOUT_JOBS.has(id));
  if (missing.length > 0) throw new Error(`No provider for ${missing.join()}.`);

  return {
    all: [...byId.values()],
    get(id) {
      const provider = byId.get(id);
      if (!provider) throw new Error(`No provider for ${id}.`);
      return provider;
    },
    async close() {
      await Promise.all([...byId.values()].map(async (provider) => provider.close?.()));
    },
  };
}

/**
 * Every vendor Atelier speaks to; `instead` takes the place of its namesakes. A new one: a folder beside these, a line
 * here, an id in the contract.
 */
export function builtIn(instead: readonly Provider[] = []): Provider[] {
  const all: Provider[] = [
    createDraft(),
    createLocal(),
    createOpenAI(),
    createReplicate(),
    createGoogle(),
    createOpenAICompatible(),
    createComfyUI(),
  ];
  return all.map((provider) => instead.find(({ id }) => id === provider.id) ?? provider);
}
