import { useEffect, useRef } from 'react';
import { isTyping, matches } from './keys.ts';

/** Where a shortcut works; two shortcuts of one scope, or of a scope and `everywhere`, never share keys. */
export type ShortcutScope = 'everywhere' | 'works' | 'viewer';

export interface Shortcut {
  keys: string;
  scope: ShortcutScope;
  /** Works while something is being written, too. */
  whileTyping?: true;
  /** A grid or a dialog handles the key itself; it stands here so that the sheet shows it and nothing else takes it. */
  ownHandler?: true;
}

/** The one table of shortcuts. Words stand in the namespace `command` under `shortcuts.<id>`. */
export const SHORTCUTS = {
  palette: { keys: 'mod+k', scope: 'everywhere', whileTyping: true },
  generate: { keys: 'mod+enter', scope: 'everywhere', whileTyping: true },
  undo: { keys: 'mod+z', scope: 'everywhere' },
  redo: { keys: 'mod+shift+z', scope: 'everywhere' },
  workspace: { keys: 'mod+1', scope: 'everywhere', whileTyping: true },
  library: { keys: 'mod+2', scope: 'everywhere', whileTyping: true },
  generators: { keys: 'mod+3', scope: 'everywhere', whileTyping: true },
  video: { keys: 'mod+4', scope: 'everywhere', whileTyping: true },
  carousel: { keys: 'mod+5', scope: 'everywhere', whileTyping: true },
  batch: { keys: 'mod+6', scope: 'everywhere', whileTyping: true },
  arena: { keys: 'mod+7', scope: 'everywhere', whileTyping: true },
  settings: { keys: 'mod+,', scope: 'everywhere', whileTyping: true },
  writePrompt: { keys: 'n', scope: 'everywhere' },
  search: { keys: '/', scope: 'everywhere' },
  queue: { keys: 'q', scope: 'everywhere' },
  advanced: { keys: '[', scope: 'everywhere' },
  inspector: { keys: ']', scope: 'everywhere' },
  sheet: { keys: '?', scope: 'everywhere' },
  selectAll: { keys: 'mod+a', scope: 'works' },
  quickLook: { keys: 'space', scope: 'works' },
  open: { keys: 'enter', scope: 'works' },
  favorite: { keys: 'f', scope: 'works' },
  save: { keys: 's', scope: 'works' },
  recall: { keys: 'r', scope: 'works' },
  recallNewSeed: { keys: 'shift+r', scope: 'works' },
  editPicture: { keys: 'e', scope: 'works' },
  varyPicture: { keys: 'v', scope: 'works' },
  animate: { keys: 'm', scope: 'works' },
  retitle: { keys: 't', scope: 'works' },
  addTo: { keys: 'a', scope: 'works' },
  copyPrompt: { keys: 'mod+c', scope: 'works' },
  copyPicture: { keys: 'shift+c', scope: 'works' },
  tag: { keys: 'g', scope: 'works' },
  export: { keys: 'mod+e', scope: 'works' },
  compare: { keys: 'c', scope: 'works' },
  rate0: { keys: '0', scope: 'works' },
  rate1: { keys: '1', scope: 'works' },
  rate2: { keys: '2', scope: 'works' },
  rate3: { keys: '3', scope: 'works' },
  rate4: { keys: '4', scope: 'works' },
  rate5: { keys: '5', scope: 'works' },
  trash: { keys: 'delete', scope: 'works' },
  clearSelection: { keys: 'escape', scope: 'works', ownHandler: true },
  left: { keys: 'left', scope: 'works', ownHandler: true },
  right: { keys: 'right', scope: 'works', ownHandler: true },
  up: { keys: 'up', scope: 'works', ownHandler: true },
  down: { keys: 'down', scope: 'works', ownHandler: true },
  first: { keys: 'home', scope: 'works', ownHandler: true },
  last: { keys: 'end', scope: 'works', ownHandler: true },
  pageUp: { keys: 'pageup', scope: 'works', ownHandler: true },
  pageDown: { keys: 'pagedown', scope: 'works', ownHandler: true },
  closeViewer: { keys: 'escape', scope: 'viewer', ownHandler: true },
  zoomIn: { keys: 'plus', scope: 'viewer' },
  zoomOut: { keys: '-', scope: 'viewer' },
  zoomFit: { keys: 'z', scope: 'viewer' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof SHORTCUTS;

/** Answers false to leave the key to whoever asked before, or to the browser. */
export type ShortcutHandler = (event: KeyboardEvent) => void | false;

/** The handlers of each shortcut; the one that came last is asked first. */
const handlers = new Map<ShortcutId, ShortcutHandler[]>();

/** Runs `handler` on the keys of a shortcut for as long as the component stands and `enabled` holds. */
export function useShortcut(id: ShortcutId, handler: ShortcutHandler, enabled = true): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!enabled) return;
    const own: ShortcutHandler = (event) => latest.current(event);
    handlers.set(id, [own, ...(handlers.get(id) ?? [])]);
    return () => {
      handlers.set(id, handlers.get(id)?.filter((other) => other !== own) ?? []);
    };
  }, [id, enabled]);
}

/** Where Enter and Space have a meaning of their own. */
const ACTIVATED =
  'button, a, summary, [role="button"], [role="menuitem"], [role="tab"], [role="switch"]';

const COVERS = '[role="dialog"][data-state="open"], [role="menu"], [data-coming]';

/** Asks the handlers of the shortcut that was pressed. True when one took it. */
export function dispatchKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const typing = isTyping(event.target);
  const activates =
    event.key === ' ' || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey);
  if (activates && event.target instanceof Element && event.target.closest(ACTIVATED)) return false;
  // A dialog or a menu is over the screen, or on its way: only what works everywhere and while writing still does.
  const covered = document.querySelector(COVERS) !== null;
  for (const [id, shortcut] of Object.entries(SHORTCUTS) as [ShortcutId, Shortcut][]) {
    if (!matches(shortcut.keys, event)) continue;
    if ((typing || covered) && shortcut.whileTyping !== true) continue;
    for (const handler of handlers.get(id) ?? []) {
      if (handler(event) === false) continue;
      event.preventDefault();
      return true;
    }
  }
  return false;
}

/** Listens to the keyboard for all shortcuts. Once, in the app. Returns how to stop. */
export function startShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => void dispatchKey(event);
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
