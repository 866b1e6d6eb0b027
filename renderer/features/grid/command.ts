import type { LucideIcon } from 'lucide-react';
import { SHORTCUTS, type ShortcutId } from '../../state/shortcuts.ts';

/**
 * One thing that can be done to works. The same list makes the context menu, the menu on a tile, the bar over a
 * selection and the palette, so that none of them forgets one.
 */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly shortcut?: ShortcutId;
  readonly isDanger?: boolean;
  /** On its key and in the palette only: menus have another way to it. */
  readonly isKeyOnly?: boolean;
  /** Commands of one group stand together; a line goes between groups. */
  readonly group: number;
  /** False where it would do nothing: menus leave it out. */
  readonly suits?: (ids: readonly string[]) => boolean;
  /** `ids`: what it is done to. */
  readonly run: (ids: readonly string[]) => void;
}

/** The keys of a command, as menus print them. */
export function keysOf(command: Pick<Command, 'shortcut'>): string | undefined {
  return command.shortcut === undefined ? undefined : SHORTCUTS[command.shortcut].keys;
}

/** Whether a line goes above this command. */
export function startsGroup(commands: readonly Command[], at: number): boolean {
  return at > 0 && commands[at - 1]?.group !== commands[at]?.group;
}

/** The commands that stand in the menus of these works. */
export function inMenus(commands: readonly Command[], ids: readonly string[]): readonly Command[] {
  return commands.filter(({ isKeyOnly, suits }) => isKeyOnly !== true && suits?.(ids) !== false);
}
