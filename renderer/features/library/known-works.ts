import type { LibraryAsset } from '../../../contract/assets.ts';
import { queryClient } from '../../data/client.ts';
import { cachedWorks } from '../grid/page-cache.ts';

/** The works of these ids that are in memory; a selection that was in view is. */
export function knownWorks(ids: readonly string[]): LibraryAsset[] {
  const cached = cachedWorks<LibraryAsset>(queryClient, ['library', 'list']);
  return ids.map((id) => cached.get(id)).filter((work) => work !== undefined);
}
