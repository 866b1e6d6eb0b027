import { z } from 'zod';
import { ProviderId } from './models.ts';
import { HttpUrl } from './primitives.ts';

/** What a creator enters before a provider works: a key, the address of a server of their own, or nothing. */
interface Access {
  key: 'none' | 'needed' | 'optional';
  /** The provider has no address of its own: the creator's server is it. */
  address: boolean;
}

const ACCESS = {
  draft: { key: 'none', address: false },
  local: { key: 'none', address: false },
  openai: { key: 'needed', address: false },
  replicate: { key: 'needed', address: false },
  google: { key: 'needed', address: false },
  mistral: { key: 'needed', address: false },
  'openai-compatible': { key: 'optional', address: true },
  comfyui: { key: 'none', address: true },
} as const satisfies Record<ProviderId, Access>;

export const accessOf = (provider: ProviderId): Access => ACCESS[provider];
/** Providers that take a key, in the order in which they are shown. */
export const KEYED = ProviderId.options.filter((id) => accessOf(id).key !== 'none');

/** Providers that are a server of the creator's. */
export const AddressedProvider = z.enum(['openai-compatible', 'comfyui']);
export type AddressedProvider = z.infer<typeof AddressedProvider>;
/** The name under which such an address travels and is kept beside the keys. */
export const addressName = (provider: AddressedProvider) => `${provider}:address` as const;

/**
 * What a creator entered: a provider's key by its id, its address by `addressName`. It travels from the studio to its
 * own backend and worker and nowhere else.
 */
export const ProviderKeys = z.partialRecord(
  z.enum([...ProviderId.options, ...AddressedProvider.options.map(addressName)]),
  z.string(),
);
export type ProviderKeys = z.infer<typeof ProviderKeys>;

export function addressIn(entered: ProviderKeys, provider: ProviderId): string | undefined {
  const { data } = AddressedProvider.safeParse(provider);
  return data && entered[addressName(data)];
}

/** Whether what a provider needs was entered. */
export function isEntered(provider: ProviderId, entered: ProviderKeys): boolean {
  const { key, address } = accessOf(provider);
  if (key === 'needed' && !entered[provider]) return false;
  return !address || Boolean(addressIn(entered, provider));
}

/**
 * The address of a creator's server. Loopback and private networks are fine, since the creator entered them; one with
 * credentials, a query or a fragment is not, since it is shown.
 */
export const ServerAddress = HttpUrl.max(2_000)
  .regex(/^[^@?#\s]+$/)
  .transform((text) => text.replace(/\/+$/, ''));
