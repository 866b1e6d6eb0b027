import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { ProviderId } from '../models.ts';
import { AddressedProvider, ServerAddress } from '../provider-access.ts';

export const Settings = z.object({
  /** `system` follows the language of the machine. */
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'dark', 'light']),
  /** Percent. */
  textSize: z.int().min(90).max(150),
  /** Before something is made that was made already, offer that. */
  offerEqual: z.boolean(),
  /** Whether a vision model looks at every picture that is made and kept from then on. It costs what its vendor takes. */
  describeKept: z.boolean(),
  /** Whether works are found by what they are about: an embedding model is told their words. It costs what its vendor takes. */
  findByMeaning: z.boolean(),
  /** Whether the system tells what is done. Of an account it goes along with its profile (`notifications_enabled`). */
  notifyDone: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'dark',
  textSize: 100,
  offerEqual: true,
  describeKept: false,
  findByMeaning: false,
  notifyDone: true,
};

/** A key is written, never read back: only whether one is there, and its last four characters. */
export const ProviderKey = z.object({
  provider: ProviderId,
  isSet: z.boolean(),
  hint: z.string().nullable(),
});
export type ProviderKey = z.infer<typeof ProviderKey>;

/** A server of the creator's; its address is no secret. */
export const ProviderAddress = z.object({
  provider: AddressedProvider,
  address: z.string().nullable(),
});
export type ProviderAddress = z.infer<typeof ProviderAddress>;

/** What came of asking a provider whether it takes what was entered. It costs nothing. */
export const ProviderTest = z.object({
  /** Null where it answered as it should; else the reason that a job would give. */
  problem: ErrorCode.nullable(),
  milliseconds: z.int().min(0),
  /** The models that the vendor listed, by its own names; empty where it lists none. */
  models: z.array(z.string()),
});
export type ProviderTest = z.infer<typeof ProviderTest>;

const KeyText = z
  .string()
  .trim()
  .min(8)
  .max(500)
  .regex(/^[\x21-\x7e]+$/);

export const settings = {
  get: oc.output(Settings),
  update: oc.input(Settings.partial()).output(Settings),
  providerKeys: oc.output(z.array(ProviderKey)),
  setProviderKey: oc.input(z.object({ provider: ProviderId, key: KeyText })).output(ProviderKey),
  clearProviderKey: oc.input(z.object({ provider: ProviderId })).output(ProviderKey),
  providerAddresses: oc.output(z.array(ProviderAddress)),
  /** Null forgets the address. */
  setProviderAddress: oc
    .input(z.object({ provider: AddressedProvider, address: ServerAddress.nullable() }))
    .output(ProviderAddress),
  /** Asks the provider, with what is entered now. Errors: `invalid_input` for one that takes nothing. */
  testProvider: oc.input(z.object({ provider: ProviderId })).output(ProviderTest),
};
