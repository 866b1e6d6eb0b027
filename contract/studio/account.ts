import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Credits, HttpUrl, Id } from '../primitives.ts';

/** The publishable key of a project: `sb_publishable_…`, or the older anon key. */
export const PublishableKey = z.string().trim().min(20).max(4_000);

/** Solo: the embedded backend of this machine. Supabase: a project somewhere. */
export const Connection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('solo') }),
  z.object({ kind: z.literal('supabase'), url: HttpUrl, anonKey: PublishableKey }),
]);
export type Connection = z.infer<typeof Connection>;

/** Names the library of an account on this machine: `solo`, or a hash of project and user. */
export const AccountId = z.string().regex(/^(solo|[0-9a-f]{32})$/);
export type AccountId = z.infer<typeof AccountId>;

export const Account = z.object({
  id: AccountId,
  connection: Connection,
  /** Null before the first sign-in. */
  email: z.string().nullable(),
  signedIn: z.boolean(),
  balance: Credits,
  /** Credits held by jobs that have not ended. */
  held: Credits,
});
export type Account = z.infer<typeof Account>;

/** An account whose library is on this machine. */
export const KnownAccount = z.object({
  id: AccountId,
  connection: Connection,
  /** Null for solo. */
  email: z.string().nullable(),
  /** The one that is open. */
  isOpen: z.boolean(),
  /** A session is stored. Solo needs none. */
  hasSession: z.boolean(),
  works: z.int().min(0),
  /** Changes that were not sent yet, what was set aside among them. */
  unsent: z.int().min(0),
});
export type KnownAccount = z.infer<typeof KnownAccount>;

export const OAuthProvider = z.string().regex(/^[a-z0-9_]{2,40}$/);

/** What a project's Auth offers. */
export const SignInMethods = z.object({
  password: z.boolean(),
  /** A code, or link, by mail. */
  code: z.boolean(),
  /** New accounts can be made. */
  signUp: z.boolean(),
  oauth: z.array(OAuthProvider),
});
export type SignInMethods = z.infer<typeof SignInMethods>;

/**
 * The library of this machine taken into the account that is open.
 *
 *   offered → copying → sending → done;  offered → apart;  apart → copying
 */
export const Adoption = z.object({
  state: z.enum(['offered', 'copying', 'sending', 'done', 'apart']),
  /** What the library of this machine holds. */
  works: z.int().min(0),
  collections: z.int().min(0),
  bytes: z.int().min(0),
  /** Rows that are in the account's library by now, of all. */
  copied: z.int().min(0),
  total: z.int().min(0),
  /** Rows and files that the server has not acknowledged yet; what was set aside among them. */
  unsent: z.int().min(0),
  /** Works that stayed behind, because their file is not on this machine. */
  skipped: z.int().min(0),
  /** Why copying rests; it goes on by itself at the next start, or when it is asked for. */
  error: z.string().nullable(),
});
export type Adoption = z.infer<typeof Adoption>;

const project = { url: HttpUrl, anonKey: PublishableKey };
const email = z.email().max(320);

export const account = {
  get: oc.output(Account),
  /** Every account with a library on this machine, solo first. */
  list: oc.output(z.array(KnownAccount)),
  /** What can be signed in with. Errors: `offline`, `backend_unavailable`. */
  methods: oc.input(z.object(project)).output(SignInMethods),
  /**
   * Signs in to a Supabase project and works there from then on, in a library of its own. The solo library
   * stays on this machine. Answers when the sign-in succeeded; nothing changes if it does not.
   */
  connect: oc
    .input(
      z.object({
        ...project,
        email,
        password: z.string().min(1).max(1_000),
        /** Makes the account first. */
        create: z.boolean().default(false),
      }),
    )
    .output(Account),
  /** Has a code (and, by the project's template, a link) sent by mail. `create`: also to an address without an account. */
  sendCode: oc
    .input(z.object({ ...project, email, create: z.boolean().default(false) }))
    .output(z.void()),
  /** Signs in with a code of six to ten digits, or with the link of the mail, pasted. As `connect`. */
  verifyCode: oc
    .input(z.object({ ...project, email, code: z.string().trim().min(6).max(4_000) }))
    .output(Account),
  /**
   * Begins a sign-in in the system's browser (OAuth with PKCE). Open `url` there, then ask `finishOAuth`. One at a
   * time: beginning another ends the one before.
   */
  beginOAuth: oc
    .input(z.object({ ...project, provider: OAuthProvider }))
    .output(z.object({ flow: Id, url: HttpUrl })),
  /** Answers when the browser came back. Errors: `cancelled`, `timeout` after ten minutes, those of `connect`. */
  finishOAuth: oc.input(z.object({ flow: Id })).output(Account),
  cancelOAuth: oc.input(z.object({ flow: Id })).output(z.void()),
  /** Opens another account of this machine. Nothing of one is ever sent as the other (rule S11). */
  switch: oc.input(z.object({ id: AccountId })).output(Account),
  /** Back to the solo library. Unsent changes of the account stay with it and go out at the next sign-in. */
  disconnect: oc.output(Account),
  /**
   * Forgets the session of an account, on the server too if it answers. `remove`: its library on this machine too;
   * refused as `conflict` with `details.unsent` while something was not sent, unless `evenUnsent`. Of the open
   * account: solo is open then. Solo has no session: `invalid_input`.
   */
  signOut: oc
    .input(
      z.object({
        id: AccountId,
        remove: z.boolean().default(false),
        evenUnsent: z.boolean().default(false),
      }),
    )
    .output(Account),
  /** Null where there is nothing to adopt: solo itself, or a solo library without a row. */
  adoption: oc.output(Adoption.nullable()),
  /** `adopt` also goes on with one that rests. Errors: `conflict` when there is nothing to adopt. */
  adopt: oc.input(z.object({ choice: z.enum(['adopt', 'apart']) })).output(Adoption),
};
