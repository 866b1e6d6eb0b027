import type { LucideIcon } from 'lucide-react';
import { ContextMenu as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { MENU_CONTENT, MENU_DANGER, MENU_ITEM, MENU_SEPARATOR } from './menu-classes.ts';

export interface ContextMenuProps {
  /** What is clicked: one element that takes a ref. */
  trigger: ReactElement;
  children: ReactNode;
  onOpenChange?: (open: boolean) => void;
}

/** The menu of the right button, and of the menu key. */
export function ContextMenu({ trigger, children, onOpenChange }: ContextMenuProps) {
  return (
    <Primitive.Root {...(onOpenChange !== undefined && { onOpenChange })}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content collisionPadding={8} className={MENU_CONTENT}>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export interface ContextMenuItemProps {
  children: ReactNode;
  icon?: LucideIcon;
  shortcut?: string | undefined;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
}

export function ContextMenuItem({
  children,
  icon: Icon,
  shortcut,
  onSelect,
  danger = false,
  disabled = false,
}: ContextMenuItemProps) {
  return (
    <Primitive.Item
      disabled={disabled}
      onSelect={onSelect}
      className={cx(MENU_ITEM, danger && MENU_DANGER)}
    >
      {Icon && <Icon aria-hidden className={cx('size-4 shrink-0', danger ? '' : 'text-icon')} />}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut !== undefined && <Kbd keys={shortcut} className="ml-4" />}
    </Primitive.Item>
  );
}

export function ContextMenuSeparator() {
  return <Primitive.Separator className={MENU_SEPARATOR} />;
}
