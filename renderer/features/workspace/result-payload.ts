import type { WorkspaceAsset } from '../../../contract/assets.ts';
import { queryClient } from '../../data/client.ts';
import type { WorksPayload } from '../drag/payload.ts';
import { cachedWorks } from '../grid/page-cache.ts';

/** Results in the air: the one under the pointer first, then the rest of the selection. Jobs stay where they are. */
export function resultPayload(lead: WorkspaceAsset, ids: readonly string[]): WorksPayload {
  const known = cachedWorks<WorkspaceAsset>(queryClient, ['workspace', 'list']);
  const others = ids
    .filter((id) => id !== lead.id)
    .map((id) => known.get(id))
    .filter((asset) => asset !== undefined);
  const works = [lead, ...others];
  return {
    kind: 'works',
    from: 'workspace',
    ids: works.map(({ id }) => id),
    sha256s: works.map(({ sha256 }) => sha256),
    recipe: lead.recipe,
  };
}
