import { hostApi } from '../transport/host-api.ts';

/**
 * Key combinations are written `mod+shift+k`: `mod` is Cmd on a Mac and Ctrl elsewhere. The last part is
 * `KeyboardEvent.key` in lower case, or a name of `NAMES`.
 */
const NAMES: Readonly<Record<string, string>> = {
  space: ' ',
  plus: '+',
  left: 'arrowleft',
  right: 'arrowright',
  up: 'arrowup',
  down: 'arrowdown',
};

const LABELS: Readonly<Record<string, string>> = {
  escape: 'Esc',
  enter: '↵',
  delete: 'Del',
  backspace: '⌫',
  space: '␣',
  plus: '+',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
};

const MAC_LABELS: Readonly<Record<string, string>> = {
  mod: '⌘',
  shift: '⇧',
  alt: '⌥',
  delete: '⌫',
};
const OTHER_LABELS: Readonly<Record<string, string>> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const isMac = () => hostApi().host.platform === 'mac';

/** Whether this key press is that combination. Shift counts only with letters and named keys: `?` needs it to be typed. */
export function matches(keys: string, event: KeyPress, mac: boolean = isMac()): boolean {
  const parts = keys.split('+');
  const last = parts.at(-1) ?? '';
  const key = NAMES[last] ?? last;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (event.key.toLowerCase() !== key) return false;
  if (mod !== parts.includes('mod') || other || event.altKey !== parts.includes('alt'))
    return false;
  const isSymbol = key.length === 1 && !/[a-z0-9 ]/.test(key);
  return isSymbol || event.shiftKey === parts.includes('shift');
}

/** What is printed on the keys of a combination, one label a key. */
export function keyLabels(keys: string, mac: boolean = isMac()): string[] {
  const special = mac ? MAC_LABELS : OTHER_LABELS;
  return keys
    .split('+')
    .map(
      (part) => special[part] ?? LABELS[part] ?? (part.length === 1 ? part.toUpperCase() : part),
    );
}

/** A combination for `aria-keyshortcuts`. */
export function ariaKeys(keys: string, mac: boolean = isMac()): string {
  return keys
    .split('+')
    .map((part) => (part === 'mod' ? (mac ? 'Meta' : 'Control') : part))
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('+');
}

/** Whether a key press belongs to what is being written. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'range', 'button'].includes(target.type)
  );
}
