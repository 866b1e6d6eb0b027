import { AtelierError } from '../../contract/errors.ts';
import type {
  Account,
  account as accountContract,
  KnownAccount,
  SignInMethods,
} from '../../contract/studio/account.ts';
import type { z } from 'zod';
import {
  beginOAuth,
  endSession,
  type Project,
  sendCode,
  signIn,
  type SignedIn,
  signInMethods,
  verifyCode,
} from '../sync/sign-in.ts';
import { type Database, readDatabase } from '../system/database.ts';
import { newId } from '../system/ids.ts';
import { accountPaths, type StudioPaths } from '../system/paths.ts';
import type { ReturnPoint } from '../system/return-point.ts';
import type { Secrets } from '../system/secrets.ts';
import { type OpenAccount, publicConnection, sessionName } from './account.ts';
import { accountName, type ProjectConnection, type StoredConnection } from './connection.ts';
import type { KnownAccounts } from './known-accounts.ts';

type Input<Call extends keyof typeof accountContract> = z.output<
  NonNullable<(typeof accountContract)[Call]['~orpc']['inputSchema']>
>;

/** Who works here: signing in and out, and changing between the accounts of this machine (rule S11). */
export interface Accounts {
  list(): Promise<KnownAccount[]>;
  methods(input: Input<'methods'>): Promise<SignInMethods>;
  connect(input: Input<'connect'>): Promise<Account>;
  sendCode(input: Input<'sendCode'>): Promise<void>;
  verifyCode(input: Input<'verifyCode'>): Promise<Account>;
  beginOAuth(input: Input<'beginOAuth'>): Promise<{ flow: string; url: string }>;
  finishOAuth(flow: string): Promise<Account>;
  cancelOAuth(flow: string): void;
  switch(id: string): Promise<Account>;
  signOut(input: Input<'signOut'>): Promise<Account>;
  /** Ends a sign-in that waits for a browser. */
  close(): void;
}

export interface AccountsOptions {
  known: KnownAccounts;
  secrets: Secrets;
  fetch: typeof fetch;
  paths(): StudioPaths;
  current(): OpenAccount;
  /** One change of the account after the other. */
  changing<T>(work: () => Promise<T>): Promise<T>;
  switchTo(connection: StoredConnection): Promise<Account>;
  openReturnPoint(): Promise<ReturnPoint>;
  changed(): void;
}

const SOLO: StoredConnection = { kind: 'solo' };

export function createAccounts(options: AccountsOptions): Accounts {
  const { known, secrets } = options;
  const project = ({ url, anonKey }: { url: string; anonKey: string }): Project => ({
    url,
    anonKey,
    fetch: options.fetch,
  });
  const browser = createBrowserSignIn(options);

  function enter({ url, anonKey }: Pick<Project, 'url' | 'anonKey'>, who: SignedIn) {
    const { userId, email, session } = who;
    const connection: ProjectConnection = { kind: 'supabase', url, anonKey, email, userId };
    return options.changing(async () => {
      // A library without a session is only signed out; a session without a library is nobody's.
      await known.remember(connection);
      await secrets.set(sessionName(accountName(connection)), session);
      return options.switchTo(connection);
    });
  }

  function connectionOf(id: string): StoredConnection {
    const connection = id === 'solo' ? SOLO : known.find(id);
    if (connection) return connection;
    throw new AtelierError('not_found', 'There is no such account on this machine.');
  }

  async function signOut({ id, remove, evenUnsent }: Input<'signOut'>): Promise<Account> {
    const connection = connectionOf(id);
    if (connection.kind === 'solo') {
      throw new AtelierError('invalid_input', 'This library has no account.', { field: 'id' });
    }
    const { unsent } = describe(connection);
    if (remove && unsent > 0 && !evenUnsent) {
      throw new AtelierError('conflict', 'Not everything was sent.', { unsent });
    }
    // Its sync has ended by then, and brings no session back.
    if (isOpen(connection)) await options.switchTo(SOLO);
    const session = await secrets.get(sessionName(id));
    await secrets.delete(sessionName(id));
    if (session !== undefined) await endSession(project(connection), session);
    if (remove) await known.remove(id, options.paths());
    options.changed();
    return options.current().describe();
  }

  const isOpen = (connection: StoredConnection) =>
    accountName(connection) === accountName(options.current().connection);

  function describe(connection: StoredConnection): { works: number; unsent: number } {
    if (isOpen(connection)) return countsOf(options.current().context.db);
    const db = readDatabase(accountPaths(options.paths(), accountName(connection)).database);
    if (!db) return { works: 0, unsent: 0 };
    try {
      return countsOf(db);
    } finally {
      db.close();
    }
  }

  async function toKnown(connection: StoredConnection): Promise<KnownAccount> {
    const id = accountName(connection);
    const isSolo = connection.kind === 'solo';
    return {
      id,
      connection: publicConnection(connection),
      email: isSolo ? null : connection.email,
      isOpen: isOpen(connection),
      hasSession: isSolo || (await secrets.get(sessionName(id))) !== undefined,
      ...describe(connection),
    };
  }

  return {
    list: () => Promise.all([SOLO, ...known.list()].map(toKnown)),
    methods: (input) => signInMethods(project(input)),
    connect: async (input) => enter(input, await signIn(project(input), input)),
    sendCode: (input) => sendCode(project(input), input),
    verifyCode: async (input) => enter(input, await verifyCode(project(input), input)),
    beginOAuth: (input) =>
      browser.begin(project(input), input.provider, (who) => enter(input, who)),
    finishOAuth: (flow) => browser.finish(flow),
    cancelOAuth: (flow) => browser.cancel(flow),
    switch: (id) => options.changing(() => options.switchTo(connectionOf(id))),
    signOut: (input) => options.changing(() => signOut(input)),
    close: () => browser.close(),
  };
}

function countsOf(db: Database): { works: number; unsent: number } {
  const count = (table: string) =>
    db.get<{ n: number }>(`select count(*) as n from ${table}`)?.n ?? 0;
  return { works: count('user_library where trashed_at is null'), unsent: count('outbox') };
}

const BROWSER_MILLISECONDS = 10 * 60_000;

/** One sign-in at a time that goes through the system's browser. */
function createBrowserSignIn({ openReturnPoint }: Pick<AccountsOptions, 'openReturnPoint'>) {
  let flow: { id: string; account: Promise<Account>; end(why: AtelierError): void } | undefined;

  function cancel(id?: string): void {
    if (id !== undefined && flow?.id !== id) return;
    flow?.end(new AtelierError('cancelled', 'The sign-in was cancelled.'));
    flow = undefined;
  }

  async function begin(
    project: Project,
    provider: string,
    enter: (who: SignedIn) => Promise<Account>,
  ): Promise<{ flow: string; url: string }> {
    cancel();
    const point = await openReturnPoint();
    try {
      const oauth = await beginOAuth(project, { provider, returnTo: point.url });
      const { promise, reject } = Promise.withResolvers<never>();
      const late = setTimeout(
        () => reject(new AtelierError('timeout', 'The browser did not come back.')),
        BROWSER_MILLISECONDS,
      ).unref();
      const account = Promise.race([point.returned, promise])
        .then((returned) => oauth.finish(returned))
        .then(enter)
        .finally(() => {
          clearTimeout(late);
          point.close();
        });
      // Whoever asked may be gone by then.
      account.catch(() => undefined);
      flow = { id: newId(), account, end: reject };
      return { flow: flow.id, url: oauth.url };
    } catch (error) {
      point.close();
      throw error;
    }
  }

  return {
    begin,
    cancel,
    finish(id: string): Promise<Account> {
      if (flow?.id === id) return flow.account;
      throw new AtelierError('cancelled', 'This sign-in has ended.');
    },
    close: () => cancel(),
  };
}
