import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import {
  MENU_CONTENT,
  MENU_DANGER,
  MENU_ITEM,
  MENU_LABEL,
  MENU_SEPARATOR,
} from './menu-classes.ts';

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
}

export function MenuItem({
  children,
  icon: Icon,
  shortcut,
  onSelect,
  danger = false,
  disabled = false,
}: MenuItemProps) {
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

export interface MenuCheckItemProps {
  children: ReactNode;
  checked: boolean | 'indeterminate';
  onChange: (checked: boolean) => void;
}

export function MenuCheckItem({ children, checked, onChange }: MenuCheckItemProps) {
  return (
    <Primitive.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      className={cx(MENU_ITEM, 'pl-8')}
    >
      <Primitive.ItemIndicator className="absolute left-2.5">
        <Check aria-hidden className="size-4 text-accent-text" />
      </Primitive.ItemIndicator>
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Primitive.CheckboxItem>
  );
}

export interface MenuSubProps {
  label: ReactNode;
  icon?: LucideIcon;
  children: ReactNode;
}

/** A menu in the menu. */
export function MenuSub({ label, icon: Icon, children }: MenuSubProps) {
  return (
    <Primitive.Sub>
      <Primitive.SubTrigger className={MENU_ITEM}>
        {Icon && <Icon aria-hidden className="size-4 shrink-0 text-icon" />}
        <span className="min-w-0 flex-1 truncate">{label}</span>
        <ChevronRight aria-hidden className="size-4 text-icon" />
      </Primitive.SubTrigger>
      <Primitive.Portal>
        <Primitive.SubContent
          sideOffset={4}
          collisionPadding={8}
          className={cx(MENU_CONTENT, 'max-w-80')}
        >
          {children}
        </Primitive.SubContent>
      </Primitive.Portal>
    </Primitive.Sub>
  );
}

export function MenuSeparator() {
  return <Primitive.Separator className={MENU_SEPARATOR} />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className={MENU_LABEL}>{children}</Primitive.Label>;
}
