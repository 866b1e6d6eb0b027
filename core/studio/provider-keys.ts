import { needsKey, ProviderId } from '../../contract/models.ts';
import type { ProviderKeys } from '../../contract/solo.ts';
import type { ProviderKey } from '../../contract/studio/settings.ts';
import type { Secrets } from '../system/secrets.ts';

export interface ProviderKeyStore {
  /** Synchronous, since a command asks inside its transaction. */
  has(provider: ProviderId): boolean;
  current(): Promise<ProviderKeys>;
  list(): ProviderKey[];
  set(provider: ProviderId, key: string): Promise<ProviderKey>;
  clear(provider: ProviderId): Promise<ProviderKey>;
  onChange(callback: (keys: ProviderKeys) => void): () => void;
}

const PROVIDERS = ProviderId.options.filter(needsKey);
const nameOf = (provider: ProviderId) => `provider-key:${provider}`;

/** The vendor keys of a solo user, out of the secrets. They go to the worker and the functions of this machine and nowhere else. */
export async function openProviderKeys(secrets: Secrets): Promise<ProviderKeyStore> {
  const keys: ProviderKeys = {};
  for (const provider of PROVIDERS) {
    const key = await secrets.get(nameOf(provider));
    if (key !== undefined) keys[provider] = key;
  }
  const listeners = new Set<(keys: ProviderKeys) => void>();

  function describe(provider: ProviderId): ProviderKey {
    const key = keys[provider];
    return { provider, isSet: key !== undefined, hint: key?.slice(-4) ?? null };
  }

  function told(provider: ProviderId): ProviderKey {
    for (const listener of listeners) listener({ ...keys });
    return describe(provider);
  }

  return {
    has: (provider) => keys[provider] !== undefined,
    current: () => Promise.resolve({ ...keys }),
    list: () => PROVIDERS.map(describe),
    async set(provider, key) {
      await secrets.set(nameOf(provider), key);
      keys[provider] = key;
      return told(provider);
    },
    async clear(provider) {
      await secrets.delete(nameOf(provider));
      delete keys[provider];
      return told(provider);
    },
    onChange(callback) {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
  };
}
