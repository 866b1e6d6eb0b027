import { Id } from '../../contract/primitives.ts';
import type { HostApi } from '../../contract/host.ts';
import { useBatchPlace } from '../features/batch/batch-state.ts';
import { selectOnly } from '../features/selection/selection.ts';
import { selections } from '../features/selection/selection-store.ts';
import { type Screen, useView } from '../state/view.ts';
import { api } from '../transport/api.ts';

const SCREENS: ReadonlySet<string> = new Set<Screen>([
  'workspace',
  'library',
  'generators',
  'video',
  'batch',
  'carousel',
  'arena',
  'settings',
]);

/** Results that are looked through for those of an order: the newest. */
const LATEST = 200;

/** Follows the links that the system hands to the program. Returns how to stop. */
export function followLinks(host: Pick<HostApi, 'onOpen'>): () => void {
  return host.onOpen?.(followLink) ?? (() => undefined);
}

/**
 * Shows what an `atelier://open/<screen>` or `…/<screen>/<id>` link names, with the work chosen; also the queue, what an
 * order made, and a batch. Anything else is let lie: any page and any program can send a link.
 */
export function followLink(target: string): void {
  const [, place, id] = /^atelier:\/\/open\/([a-z]+)(?:\/([^/]+))?$/.exec(target) ?? [];
  const named = id !== undefined && Id.safeParse(id).success ? id : undefined;
  const { show, setQueueOpen } = useView.getState();
  if (place === 'queue') return setQueueOpen(true);
  // Where it is not known what it made, the workspace is where results are.
  if (place === 'order' && named) void showMade(named).catch(() => show('workspace'));
  if (!isScreen(place)) return;
  show(place);
  if (place === 'batch' && named) useBatchPlace.getState().go({ kind: 'batch', id: named });
  if (place !== 'workspace' && place !== 'library') return;
  if (named) selections[place].setState(selectOnly(named), true);
}

/** The first result of an order; once all of them were kept, the library, where they went. */
async function showMade(orderId: string): Promise<void> {
  const { items } = await api.workspace.list({ offset: 0, limit: LATEST });
  const made = items.findLast((result) => result.orderId === orderId);
  useView.getState().show(made ? 'workspace' : 'library');
  if (made) selections.workspace.setState(selectOnly(made.id), true);
}

function isScreen(name: string | undefined): name is Screen {
  return name !== undefined && SCREENS.has(name);
}
