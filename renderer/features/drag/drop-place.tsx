import { type ReactNode, useRef } from 'react';
import { cx } from '../../ui/cx.ts';
import type { Place } from './payload.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useDropPlace } from './use-drop-place.ts';

interface DropPlaceProps {
  readonly place: Place;
  readonly className?: string;
  /** Takes files from outside too; else the window does. */
  readonly onFiles?: (files: File[]) => void;
  /** Said while files are over it. */
  readonly fileHint?: string;
  readonly children: ReactNode;
}

/** Makes what stands in it a place to drop works on: the rail's Library, the prompt bar. */
export function DropPlace({ place, className, onFiles, fileHint, children }: DropPlaceProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { canTake, isOver } = useDropPlace(ref, place);
  const isFileOver = useFileDrop(ref, onFiles);
  return (
    <div
      ref={ref}
      className={cx(
        'rounded-md outline-offset-0 outline-accent transition-[outline-color]',
        canTake && 'outline-2 outline-dashed',
        isFileOver && 'relative outline-2',
        (isOver || isFileOver) && 'bg-accent-soft outline-solid',
        className,
      )}
    >
      {children}
      {isFileOver && (
        <span className="bg-accent-solid text-on-accent shadow-float pointer-events-none absolute bottom-1 left-1/2 z-60 -translate-x-1/2 translate-y-full rounded-md px-2.5 py-1 font-medium">
          {fileHint}
        </span>
      )}
    </div>
  );
}
