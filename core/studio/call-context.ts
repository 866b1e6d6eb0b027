import type { ImplementerInternalWithMiddlewares } from '@orpc/server';
import type { ErrorBody } from '../../contract/errors.ts';
import type { ProviderId } from '../../contract/models.ts';
import type { ProviderTest } from '../../contract/studio/settings.ts';
import type { StudioContract } from '../../contract/studio/index.ts';
import type { Generators } from '../generate/generators/generator-shelf.ts';
import type { Log } from '../system/log.ts';
import type { Tasks } from '../system/tasks.ts';
import type { OpenAccount } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { StudioEvents } from './events.ts';
import type { ProviderKeyStore } from './provider-keys.ts';

/** What the calls stand on. The account may change between two calls, never within one. */
export interface CallContext {
  account(): OpenAccount;
  /** Why the embedded backend does not run, if it should. */
  soloTrouble(): ErrorBody | null;
  /** Long work; it outlives an account that is closed for it. */
  readonly tasks: Tasks;
  readonly keys: ProviderKeyStore;
  testProvider(provider: ProviderId): Promise<ProviderTest>;
  readonly events: StudioEvents;
  readonly generators: Generators;
  readonly log: Log;
  /** The folder of the creator's wildcard files. */
  readonly wildcards: string;
  info(): { version: string; host: 'desktop' | 'browser'; firstStart: boolean; readOnly: boolean };
  readonly accounts: Accounts;
}

/** The part of the implemented contract that a domain's calls are written on. */
export type Implementer = ImplementerInternalWithMiddlewares<
  StudioContract,
  Record<never, never>,
  Record<never, never>
>;
