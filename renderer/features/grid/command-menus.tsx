import { Ellipsis } from 'lucide-react';
import { Fragment, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContextMenu, ContextMenuItem, ContextMenuSeparator } from '../../ui/context-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { type Command, inMenus, keysOf, startsGroup } from './command.ts';

interface CommandContextMenuProps {
  readonly trigger: ReactElement;
  /** Asked when the menu opens, so that a closed menu costs nothing while the selection changes. */
  readonly commands: () => readonly Command[];
  readonly ids: () => readonly string[];
}

interface Opened {
  readonly commands: readonly Command[];
  readonly ids: readonly string[];
}

export function CommandContextMenu({ trigger, commands, ids }: CommandContextMenuProps) {
  // It acts on what it was opened for, whatever is chosen or let go of meanwhile.
  const [opened, setOpened] = useState<Opened>({ commands: [], ids: [] });
  return (
    <ContextMenu
      trigger={trigger}
      onOpenChange={(open) => {
        if (!open) return;
        const now = ids();
        setOpened({ commands: inMenus(commands(), now), ids: now });
      }}
    >
      {opened.commands.map((command, at) => (
        <Fragment key={command.id}>
          {startsGroup(opened.commands, at) && <ContextMenuSeparator />}
          <ContextMenuItem
            icon={command.icon}
            shortcut={keysOf(command)}
            danger={command.isDanger ?? false}
            onSelect={() => command.run(opened.ids)}
          >
            {command.label}
          </ContextMenuItem>
        </Fragment>
      ))}
    </ContextMenu>
  );
}

interface MoreMenuProps {
  readonly commands: readonly Command[];
  readonly ids: readonly string[];
  readonly variant?: 'glass' | 'ghost' | 'secondary';
  readonly size?: 'sm' | 'md';
  /** -1 where the keyboard has another way to these commands. */
  readonly tabIndex?: 0 | -1;
  readonly onOpenChange?: (open: boolean) => void;
}

export function MoreMenu({
  commands,
  ids,
  variant = 'ghost',
  size = 'sm',
  tabIndex = 0,
  onOpenChange,
}: MoreMenuProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? inMenus(commands, ids) : [];
  return (
    <Menu
      align="end"
      onOpenChange={(open) => {
        setOpen(open);
        onOpenChange?.(open);
      }}
      trigger={
        <IconButton
          icon={Ellipsis}
          label={t('more')}
          variant={variant}
          size={size}
          tabIndex={tabIndex}
        />
      }
    >
      {shown.map((command, at) => (
        <Fragment key={command.id}>
          {startsGroup(shown, at) && <MenuSeparator />}
          <MenuItem
            icon={command.icon}
            shortcut={keysOf(command)}
            danger={command.isDanger ?? false}
            onSelect={() => command.run(ids)}
          >
            {command.label}
          </MenuItem>
        </Fragment>
      ))}
    </Menu>
  );
}
