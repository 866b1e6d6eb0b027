import type { ProviderId } from '../../contract/models.ts';
import {
  accessOf,
  AddressedProvider,
  addressName,
  isEntered,
  KEYED,
  type ProviderKeys,
} from '../../contract/provider-access.ts';
import type { ProviderAddress, ProviderKey } from '../../contract/studio/settings.ts';
import type { Secrets } from '../system/secrets.ts';

export interface ProviderKeyStore {
  /** Whether what a provider needs is entered. Synchronous, since a command asks inside its transaction. */
  has(provider: ProviderId): boolean;
  current(): Promise<ProviderKeys>;
  list(): ProviderKey[];
  addresses(): ProviderAddress[];
  set(provider: ProviderId, key: string): Promise<ProviderKey>;
  clear(provider: ProviderId): Promise<ProviderKey>;
  /** Null forgets it. */
  setAddress(provider: AddressedProvider, address: string | null): Promise<ProviderAddress>;
  onChange(callback: (keys: ProviderKeys) => void): () => void;
}

type Name = keyof ProviderKeys;
const NAMES: readonly Name[] = [...KEYED, ...AddressedProvider.options.map(addressName)];
const secretOf = (name: Name) => `provider-key:${name}`;

/**
 * The vendor keys of a solo user, and the addresses of servers of their own, out of the secrets. They go to the worker
 * and the functions of this machine and nowhere else.
 */
export async function openProviderKeys(secrets: Secrets): Promise<ProviderKeyStore> {
  const entered: ProviderKeys = {};
  for (const name of NAMES) {
    const text = await secrets.get(secretOf(name));
    if (text !== undefined) entered[name] = text;
  }
  const listeners = new Set<(keys: ProviderKeys) => void>();

  function describe(provider: ProviderId): ProviderKey {
    const key = entered[provider];
    return { provider, isSet: key !== undefined, hint: key?.slice(-4) ?? null };
  }

  function place(provider: AddressedProvider): ProviderAddress {
    return { provider, address: entered[addressName(provider)] ?? null };
  }

  async function store(name: Name, text: string | null): Promise<void> {
    if (text === null) {
      await secrets.delete(secretOf(name));
      delete entered[name];
    } else {
      await secrets.set(secretOf(name), text);
      entered[name] = text;
    }
    for (const listener of listeners) listener({ ...entered });
  }

  return {
    has: (provider) => isEntered(provider, entered),
    current: () => Promise.resolve({ ...entered }),
    list: () => KEYED.map(describe),
    addresses: () => AddressedProvider.options.map(place),
    async set(provider, key) {
      await store(provider, key);
      return describe(provider);
    },
    async clear(provider) {
      await store(provider, null);
      return describe(provider);
    },
    async setAddress(provider, address) {
      await store(addressName(provider), address);
      return place(provider);
    },
    onChange(callback) {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
  };
}

/** Whether a provider takes a key at all. */
export const takesKey = (provider: ProviderId): boolean => accessOf(provider).key !== 'none';
