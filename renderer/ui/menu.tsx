import type { LucideIcon } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { MENU_CONTENT, MENU_DANGER, MENU_ITEM, MENU_SEPARATOR } from './menu-classes.ts';

export interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  align?: 'start' | 'center' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** A menu that drops from its button. */
export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'start',
  open,
  onOpenChange,
}: MenuProps) {
  return (
    <Primitive.Root
      {...(open !== undefined && { open })}
      {...(onOpenChange !== undefined && { onOpenChange })}
    >
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={MENU_CONTENT}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export interface MenuItemProps {
  children: ReactNode;
  icon?: LucideIcon;
  shortcut?: string | undefined;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** For one that is on or off. */
  checked?: boolean;
}

export function MenuItem({
  children,
  icon: Icon,
  shortcut,
  onSelect,
  danger = false,
  disabled = false,
  checked,
}: MenuItemProps) {
  return (
    <Primitive.Item
      {...(checked !== undefined && { role: 'menuitemcheckbox', 'aria-checked': checked })}
      disabled={disabled}
      onSelect={onSelect}
      className={cx(MENU_ITEM, danger && MENU_DANGER)}
    >
      {Icon && <Icon aria-hidden className={cx('size-4 shrink-0', danger ? '' : 'text-icon')} />}
      {checked === false && !Icon && <span className="size-4 shrink-0" />}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut !== undefined && <Kbd keys={shortcut} className="ml-4" />}
    </Primitive.Item>
  );
}

export function MenuSeparator() {
  return <Primitive.Separator className={MENU_SEPARATOR} />;
}
