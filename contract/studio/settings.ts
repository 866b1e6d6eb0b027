import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { ProviderId } from '../models.ts';
import { Credits, HttpUrl } from '../primitives.ts';
import { AddressedProvider, ServerAddress } from '../provider-access.ts';

export const Settings = z.object({
  /** `system` follows the language of the machine. */
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'dark', 'light']),
  /** Percent. */
  textSize: z.int().min(90).max(150),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = { language: 'system', theme: 'dark', textSize: 100 };

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

/** Solo: the embedded backend of this machine. Supabase: a project somewhere. */
export const Connection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('solo') }),
  z.object({
    kind: z.literal('supabase'),
    url: HttpUrl,
    anonKey: z.string().min(20).max(4_000),
  }),
]);
export type Connection = z.infer<typeof Connection>;

export const Account = z.object({
  connection: Connection,
  /** Null before the first sign-in. */
  email: z.string().nullable(),
  signedIn: z.boolean(),
  balance: Credits,
  /** Credits held by jobs that have not ended. */
  held: Credits,
});
export type Account = z.infer<typeof Account>;

export const account = {
  get: oc.output(Account),
  /**
   * Signs in to a Supabase project and works there from then on, in a library of its own. The solo library
   * stays on this machine. Answers when the first sign-in succeeded; nothing changes if it does not.
   */
  connect: oc
    .input(
      z.object({
        url: HttpUrl,
        anonKey: z.string().trim().min(20).max(4_000),
        email: z.email(),
        password: z.string().min(1).max(1_000),
        /** Makes the account first. */
        create: z.boolean().default(false),
      }),
    )
    .output(Account),
  /** Back to the solo library. Unsent changes of the account stay with it and go out at the next sign-in. */
  disconnect: oc.output(Account),
};
