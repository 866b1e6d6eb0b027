import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/icon-button.tsx';
import { type Command, keysOf } from './command.ts';
import { MoreMenu } from './command-menus.tsx';

interface SelectionBarProps {
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
  /** Ids of the commands that stand as buttons; the others are in the menu. */
  readonly shown: readonly string[];
  readonly onClear: () => void;
}

/** What is chosen, and what can be done to it, in the place where else the numbers of the screen stand. */
export function SelectionBar({ ids, commands, shown, onClear }: SelectionBarProps) {
  const { t } = useTranslation('grid');
  const buttons = commands.filter(({ id }) => shown.includes(id));
  const others = commands.filter(({ id }) => !shown.includes(id));
  return (
    <div
      role="toolbar"
      aria-label={t('selection')}
      className="animate-fade flex min-w-0 items-center gap-1"
    >
      <IconButton icon={X} size="sm" label={t('clear')} shortcut="escape" onClick={onClear} />
      <span className="tabular mr-2 ml-1 truncate font-medium" aria-live="polite">
        {t('selected', { count: ids.length })}
      </span>
      {buttons.map((command) => (
        <IconButton
          key={command.id}
          icon={command.icon}
          size="sm"
          label={command.label}
          shortcut={keysOf(command)}
          tooltipSide="bottom"
          onClick={() => command.run(ids)}
        />
      ))}
      <MoreMenu commands={others} ids={ids} />
    </div>
  );
}
