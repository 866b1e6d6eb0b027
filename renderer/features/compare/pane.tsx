import { type CSSProperties, type ReactNode, useRef } from 'react';
import { mediaUrl } from '../../transport/media.ts';
import { cx } from '../../ui/cx.ts';
import { useBox } from '../grid/use-box.ts';
import type { ViewedWork } from '../viewer/viewed-work.ts';
import { placed } from './linked.ts';
import { type LinkedView, usePaneMoves } from './use-linked-camera.ts';

export interface Layer {
  readonly work: ViewedWork;
  readonly alt: string;
  readonly style?: CSSProperties;
}

interface PaneProps {
  readonly linked: LinkedView;
  /** From the bottom up; those above take the box of the first, so that they lie on each other. */
  readonly layers: readonly Layer[];
  readonly style?: CSSProperties;
  readonly className?: string;
  /** Over the pictures; `box` is where the first of them stands. */
  readonly children?: (box: {
    left: number;
    top: number;
    width: number;
    height: number;
  }) => ReactNode;
}

/** A window on one picture, or on several that lie on each other, moved by the camera that all panes share. */
export function Pane({ linked, layers, style, className, children }: PaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const view = useBox(ref);
  const first = layers[0]?.work ?? { width: 1, height: 1 };
  const moves = usePaneMoves(ref, linked, first, view);
  const box = view && placed(linked.camera, first, view);
  return (
    <div
      ref={ref}
      className={cx(
        'bg-well relative min-h-0 min-w-0 flex-1 touch-none overflow-hidden',
        linked.camera.zoom > 1 && 'cursor-grab active:cursor-grabbing',
        className,
      )}
      {...moves}
    >
      {box && (
        <>
          <div className="absolute inset-0 isolate" style={style}>
            {layers.map(({ work, alt, style: own }) => (
              <img
                key={work.id}
                alt={alt}
                src={mediaUrl(work.sha256)}
                draggable={false}
                decoding="async"
                className="absolute max-w-none object-fill"
                style={{ ...box, ...own }}
              />
            ))}
          </div>
          {children?.(box)}
        </>
      )}
    </div>
  );
}
