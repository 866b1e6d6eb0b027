import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import {
  draggable,
  dropTargetForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** Makes a slide one that is lifted and let go at the place of another. */
export function useSlideDrag(
  ref: RefObject<HTMLElement | null>,
  at: number,
  onMove: (from: number, to: number) => void,
): { isOver: boolean; isLifted: boolean } {
  const [isOver, setOver] = useState(false);
  const [isLifted, setLifted] = useState(false);
  const latest = useRef({ at, onMove });
  useEffect(() => {
    latest.current = { at, onMove };
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    return combine(
      draggable({
        element,
        getInitialData: () => ({ kind: 'slide', at: latest.current.at }),
        onDragStart: () => setLifted(true),
        onDrop: () => setLifted(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data['kind'] === 'slide',
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop({ source }) {
          setOver(false);
          const from = source.data['at'];
          if (typeof from === 'number') latest.current.onMove(from, latest.current.at);
        },
      }),
    );
  }, [ref]);
  return { isOver, isLifted };
}
