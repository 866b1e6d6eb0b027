import { Id } from '../../contract/primitives.ts';
import type { HostApi } from '../../contract/host.ts';
import { selectOnly } from '../features/selection/selection.ts';
import { selections } from '../features/selection/selection-store.ts';
import { type Screen, useView } from '../state/view.ts';

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

/**
 * Shows what an `atelier://open/<screen>` or `…/<screen>/<id>` link names, with the work chosen. Anything else is
 * let lie: any page and any program can send a link. Returns how to stop.
 */
export function followLinks(host: Pick<HostApi, 'onOpen'>): () => void {
  return host.onOpen?.(show) ?? (() => undefined);
}

function show(target: string): void {
  const [, screen, id] = /^atelier:\/\/open\/([a-z]+)(?:\/([^/]+))?$/.exec(target) ?? [];
  if (!isScreen(screen)) return;
  useView.getState().show(screen);
  if (screen !== 'workspace' && screen !== 'library') return;
  if (id === undefined || !Id.safeParse(id).success) return;
  selections[screen].setState(selectOnly(id), true);
}

function isScreen(name: string | undefined): name is Screen {
  return name !== undefined && SCREENS.has(name);
}
