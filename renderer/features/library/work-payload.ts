import type { LibraryAsset } from '../../../contract/assets.ts';
import type { WorksPayload } from '../drag/payload.ts';
import { knownWorks } from './known-works.ts';

/** Works in the air: the one under the pointer first, then the rest of the selection, in memory or not. */
export function workPayload(lead: LibraryAsset, ids: readonly string[]): WorksPayload {
  const others = ids.filter((id) => id !== lead.id);
  return {
    kind: 'works',
    from: lead.trashedAt === null ? 'library' : 'trash',
    ids: [lead.id, ...others],
    sha256s: [lead, ...knownWorks(others)].map(({ sha256 }) => sha256),
    recipe: lead.recipe,
  };
}
