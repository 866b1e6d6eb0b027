import { useActions } from '../../state/actions.ts';
import { useShortcut, type ShortcutId } from '../../state/shortcuts.ts';
import type { Command } from './command.ts';

interface CommandKeysProps {
  readonly commands: readonly Command[];
  /** What they would be done to now; without any, keys fall through and the palette offers nothing. */
  readonly ids: readonly string[];
}

/** Puts the commands of a screen on their keys and into the palette. Draws nothing. */
export function CommandKeys({ commands, ids }: CommandKeysProps) {
  useActions(
    ids.length === 0
      ? []
      : commands.map(({ id, label, icon, shortcut, run }) => ({
          id: `works.${id}`,
          title: label,
          group: 'works' as const,
          icon,
          ...(shortcut && { shortcut }),
          run: () => run(ids),
        })),
  );
  return commands.map(
    (command) =>
      command.shortcut && (
        <CommandKey key={command.id} shortcut={command.shortcut} command={command} ids={ids} />
      ),
  );
}

interface CommandKeyProps {
  readonly shortcut: ShortcutId;
  readonly command: Command;
  readonly ids: readonly string[];
}

function CommandKey({ shortcut, command, ids }: CommandKeyProps) {
  useShortcut(shortcut, () => {
    if (ids.length === 0) return false;
    // Text somebody marked to copy is what Ctrl+C means, not a prompt.
    if (shortcut === 'copyPrompt' && (window.getSelection()?.toString() ?? '') !== '') return false;
    return command.run(ids);
  });
  return null;
}
