import { useQuery } from '@tanstack/react-query';
import type { StorageShare, Task } from '../../../contract/studio/storage.ts';
import { query } from '../../data/query.ts';
import type { CallOutput } from '../../transport/api.ts';

export function useTasks(): readonly Task[] {
  return useQuery(query('storage.tasks')).data ?? NONE;
}

const NONE: readonly Task[] = [];

/** The newest task of these kinds. */
export function useTask(...kinds: readonly Task['kind'][]): Task | undefined {
  return useTasks().find(({ kind }) => kinds.includes(kind));
}

/** Changes whenever a task begins or ends, and never while one goes on. */
function useTurn(): string {
  return useTasks()
    .map(({ id, state }) => `${id} ${state}`)
    .join();
}

/**
 * What takes space. It looks at every file, so it is asked when the screen opens, when a task has ended and when
 * something was cleared: not at each step of a task, as what stands under `storage` is.
 */
export function useOverview(): CallOutput<'storage.overview'> | undefined {
  const { data } = useQuery({
    ...query('storage.overview'),
    queryKey: [...SPACE, 'overview', useTurn()],
    staleTime: 0,
    placeholderData: (before) => before,
  });
  return data;
}

export const SPACE = ['space'] as const;

export type SharedBy = 'type' | 'collection' | 'month';

export function useShares(by: SharedBy): readonly StorageShare[] | undefined {
  const { data } = useQuery({
    ...query('storage.shares', { by }),
    queryKey: [...SPACE, 'shares', by],
    staleTime: 0,
  });
  return data;
}

export function useBackups(): CallOutput<'storage.backups'> | undefined {
  const { data } = useQuery({
    ...query('storage.backups'),
    queryKey: [...SPACE, 'backups', useTurn()],
    staleTime: 0,
    placeholderData: (before) => before,
  });
  return data;
}
