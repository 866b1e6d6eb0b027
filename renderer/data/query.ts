import { queryOptions, type UseQueryOptions } from '@tanstack/react-query';
import type { AtelierError } from '../../contract/errors.ts';
import { call, type CallArguments, type CallOutput, type CallPath } from '../transport/api.ts';

/** The cache key of a call: its domain and verb apart, so that an event can invalidate a whole domain. */
export function keyOf(path: CallPath, input?: unknown): readonly unknown[] {
  const key = path.split('.');
  return input === undefined ? key : [...key, input];
}

/**
 * The options of a read: `useQuery(query('library.list', { shelf: 'all' }))`. Nothing polls; events say when to
 * ask again (data/events.ts).
 */
export function query<Path extends CallPath>(
  path: Path,
  ...input: CallArguments<Path>
): UseQueryOptions<CallOutput<Path>, AtelierError> {
  return queryOptions<CallOutput<Path>, AtelierError>({
    queryKey: keyOf(path, input[0]),
    queryFn: () => call(path, ...input),
  });
}
