import { useQuery } from '@tanstack/react-query';
import type { CallInput } from '../transport/api.ts';
import { query } from './query.ts';

/** Reads that more than one screen shows. Those of one screen stand in its folder. */
export const useAppInfo = () => useQuery(query('app.info'));
export const useModels = () => useQuery(query('generate.models', { task: 'image' }));
export const useSettings = () => useQuery(query('settings.get'));
export const useProviderKeys = () => useQuery(query('settings.providerKeys'));
export const useProviderAddresses = () => useQuery(query('settings.providerAddresses'));
export const useAccount = () => useQuery(query('account.get'));
export const useSyncStatus = () => useQuery(query('sync.status'));

/** Whether the backend answered last: what it was asked for before that is asked for again. */
export const useIsReached = () => useSyncStatus().data?.state === 'idle';
export const useOutbox = () => useQuery(query('sync.outbox', {}));
export const useConflicts = () => useQuery(query('sync.conflicts'));

/** Orders that run, wait, or ended badly and were not dismissed. */
export const useOrders = () => useQuery(query('generate.orders', { active: true, limit: 100 }));

/** Seconds that a job of each model takes here. */
export const usePace = () => useQuery(query('generate.pace'));

/** The price of a request as the backend says it; null asks nothing. */
export const useQuote = (request: CallInput<'generate.quote'> | null) =>
  useQuery({
    ...query('generate.quote', request ?? { model: '-' }),
    enabled: request !== null,
  });
