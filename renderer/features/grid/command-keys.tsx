import { memo, useEffect, useEffectEvent } from 'react';
import { useActions } from '../../state/actions.ts';
import { useShortcut, type ShortcutId } from '../../state/shortcuts.ts';
import { isTyping } from '../../state/keys.ts';
import { hostApi } from '../../transport/host-api.ts';
import type { Command } from './command.ts';

interface CommandKeysProps {
  readonly commands: readonly Command[];
  /** What they would be done to now; without any, keys fall through and the palette offers nothing. */
  readonly ids: readonly string[];
}

/** Puts the commands of a screen on their keys and into the palette. Draws nothing. */
export const CommandKeys = memo(function CommandKeys({ commands, ids }: CommandKeysProps) {
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
  useMacDelete(
    () => commands.find(({ shortcut }) => shortcut === 'trash')?.run(ids),
    ids.length > 0,
  );
  return commands.map(
    (command) =>
      command.shortcut && (
        <CommandKey key={command.id} shortcut={command.shortcut} command={command} ids={ids} />
      ),
  );
});

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

/** A Mac's delete key is Backspace to the browser; most of its keyboards have no other. */
function useMacDelete(remove: () => void, enabled: boolean): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const isOther = event.defaultPrevented || event.altKey || event.ctrlKey || event.shiftKey;
    if (event.key !== 'Backspace' || isOther || isTyping(event.target)) return;
    // A dialog or a menu over the works has the keys to itself.
    if (document.querySelector('[role="dialog"], [role="menu"]')) return;
    event.preventDefault();
    remove();
  });
  const isMac = hostApi().host.platform === 'mac';
  useEffect(() => {
    if (!enabled || !isMac) return undefined;
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [enabled, isMac]);
}
