import {
  draggable,
  dropTargetForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { IconButton } from '../../ui/icon-button.tsx';

const KIND = 'order';

interface MoveHandleProps {
  readonly order: Order;
  readonly card: RefObject<HTMLElement | null>;
  readonly onStep: (by: -1 | 1) => void;
}

/** By which a waiting order is lifted; with the keyboard, the arrows move it. */
export function MoveHandle({ order, card, onStep }: MoveHandleProps) {
  const { t } = useTranslation('queue');
  const handle = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const [element, dragHandle] = [card.current, handle.current];
    if (!element || !dragHandle) return undefined;
    return draggable({
      element,
      dragHandle,
      getInitialData: () => ({ kind: KIND, orderId: order.id }),
    });
  }, [card, order.id]);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (by === null) return;
    event.preventDefault();
    event.stopPropagation();
    onStep(by);
  };
  return (
    <IconButton
      ref={handle}
      icon={GripVertical}
      size="sm"
      label={t('move', { prompt: order.request.prompt })}
      onKeyDown={onKeyDown}
      className="-ml-1.5 cursor-grab active:cursor-grabbing"
    />
  );
}

/** Takes an order that is let go on this one: it goes before it. True while one is over it. */
export function useOrderDrop(
  ref: RefObject<HTMLElement | null>,
  order: Order,
  onDrop: ((orderId: string) => void) | undefined,
): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) =>
        latest.current !== undefined &&
        source.data['kind'] === KIND &&
        source.data['orderId'] !== order.id,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop({ source }) {
        setOver(false);
        latest.current?.(String(source.data['orderId']));
      },
    });
  }, [ref, order.id]);
  return isOver;
}
