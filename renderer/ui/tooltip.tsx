import { Slot, Tooltip as Primitive } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Kbd } from './kbd.tsx';

export interface TooltipProps {
  label: ReactNode;
  /** As in `state/shortcuts.ts`: `mod+k`. */
  shortcut?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactElement;
}

/** Names what a control does, on hover and on focus. The control still needs a name of its own. */
export function Tooltip({ label, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="pointer-events-none z-60 flex max-w-80 animate-fade items-center gap-2 rounded-md bg-raised px-2 py-1 text-sm text-ink shadow-float"
        >
          {label}
          {shortcut !== undefined && <Kbd keys={shortcut} />}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/**
 * A tooltip of a mark that takes no focus and stands a hundred times on a screen: made when the pointer comes to it, since
 * a tooltip costs more than the mark.
 */
export function PointedTooltip(props: Pick<TooltipProps, 'label' | 'children'>) {
  const [isPointedAt, setPointedAt] = useState(false);
  if (isPointedAt) return <Tooltip {...props} />;
  return <Slot.Root onPointerEnter={() => setPointedAt(true)}>{props.children}</Slot.Root>;
}

export const TooltipProvider = Primitive.Provider;
