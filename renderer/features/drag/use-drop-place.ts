import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { DragLocationHistory } from '@atlaskit/pragmatic-drag-and-drop/types';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { performDrop } from './perform-drop.ts';
import { outcomeOf, type Place, readPayload } from './payload.ts';
import { useDragging } from './dragging.ts';

export interface DropState {
  /** Something that could be let go here is in the air. */
  readonly canTake: boolean;
  readonly isOver: boolean;
}

/** Makes an element a place to drop works on; it acts by itself and says when to light up. */
export function useDropPlace(ref: RefObject<HTMLElement | null>, place: Place): DropState {
  const [isOver, setOver] = useState(false);
  const canTake = useDragging(
    ({ payload }) => payload !== null && outcomeOf(payload, place) !== undefined,
  );
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  });

  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const outcome = (data: Record<string, unknown>) => {
      const payload = readPayload(data);
      return payload && outcomeOf(payload, latest.current);
    };
    const leave = () => {
      setOver(false);
      useDragging.setState({ over: null });
    };
    /** Of places that lie in each other only the innermost lights up and acts. */
    const isInnermost = ({ location }: { location: DragLocationHistory }) =>
      location.current.dropTargets[0]?.element === element;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => outcome(source.data) !== undefined,
      getDropEffect: () => 'copy',
      onDropTargetChange({ source, location }) {
        const found = outcome(source.data);
        if (!found || !isInnermost({ location })) return setOver(false);
        const { current } = latest;
        setOver(true);
        useDragging.setState({
          over: { outcome: found, name: current.kind === 'collection' ? current.name : '' },
        });
      },
      onDragLeave: () => setOver(false),
      onDrop({ source, location }) {
        const acts = isInnermost({ location });
        leave();
        if (!acts) return;
        const payload = readPayload(source.data);
        if (payload) performDrop(payload, latest.current);
      },
    });
  }, [ref]);

  return { canTake, isOver: isOver && canTake };
}
