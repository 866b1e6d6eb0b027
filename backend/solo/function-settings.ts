import { addressIn, type ProviderKeys } from '../../contract/provider-access.ts';
import { vendorAddresses } from '../../core/system/vendor-addresses.ts';

/** The names by which the edge functions ask for what a vendor needs. */
const KEYS = {
  OPENAI_API_KEY: 'openai',
  REPLICATE_API_TOKEN: 'replicate',
  GEMINI_API_KEY: 'google',
  MISTRAL_API_KEY: 'mistral',
  OPENAI_COMPATIBLE_API_KEY: 'openai-compatible',
} as const;
const ADDRESSES = {
  OPENAI_BASE_URL: 'openai',
  REPLICATE_BASE_URL: 'replicate',
  GEMINI_BASE_URL: 'google',
  MISTRAL_BASE_URL: 'mistral',
  OPENAI_COMPATIBLE_BASE_URL: 'openai-compatible',
} as const;

export interface FunctionSettings {
  setKeys(keys: ProviderKeys): void;
  get(name: string): string | undefined;
}

/**
 * What a solo user's own edge functions may use: the vendor keys he entered, as the studio last told them. They stand in
 * memory alone, in no environment and no file, and what is changed or cleared counts from the next call.
 */
export function createFunctionSettings(addresses = vendorAddresses()): FunctionSettings {
  let keys: ProviderKeys = {};
  const isKey = (name: string): name is keyof typeof KEYS => Object.hasOwn(KEYS, name);
  const isAddress = (name: string): name is keyof typeof ADDRESSES =>
    Object.hasOwn(ADDRESSES, name);
  return {
    setKeys(next) {
      keys = next;
    },
    get(name) {
      if (isKey(name)) return keys[KEYS[name]];
      if (!isAddress(name)) return undefined;
      return addressIn(keys, ADDRESSES[name]) ?? addresses[ADDRESSES[name]];
    },
  };
}
