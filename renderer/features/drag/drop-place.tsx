import { type ReactNode, useRef } from 'react';
import { cx } from '../../ui/cx.ts';
import type { Place } from './payload.ts';
import { useDropPlace } from './use-drop-place.ts';

interface DropPlaceProps {
  readonly place: Place;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Makes what stands in it a place to drop works on: the rail's Library, the prompt bar. */
export function DropPlace({ place, className, children }: DropPlaceProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { canTake, isOver } = useDropPlace(ref, place);
  return (
    <div
      ref={ref}
      className={cx(
        'rounded-md outline-offset-0 outline-accent transition-[outline-color]',
        canTake && 'outline-2 outline-dashed',
        isOver && 'bg-accent-soft outline-solid',
        className,
      )}
    >
      {children}
    </div>
  );
}
