import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useRef } from 'react';
import type { Collection } from '../../../contract/assets.ts';
import { queryClient } from '../../data/client.ts';
import { withInsides } from '../collections/tree.ts';
import { useDragging } from './dragging.ts';
import type { CollectionPayload } from './payload.ts';

/** Lets a row be lifted to be moved into another collection; a row without one stays where it is. */
export function useLiftCollection(
  ref: RefObject<HTMLElement | null>,
  collection: Collection | undefined,
): void {
  const latest = useRef(collection);
  useEffect(() => {
    latest.current = collection;
  });
  const isLiftable = collection !== undefined;
  useEffect(() => {
    const element = ref.current;
    if (!element || !isLiftable) return undefined;
    const payload = (): CollectionPayload | null => {
      const { current } = latest;
      if (!current) return null;
      const { id, name, parentId } = current;
      const all = queryClient.getQueryData<Collection[]>(['collections', 'list']) ?? [];
      return { kind: 'collection', id, name, parentId, within: withInsides(all, id) };
    };
    return draggable({
      element,
      getInitialData: () => ({ ...payload() }),
      onDragStart: () => useDragging.setState({ payload: payload() }),
      onDrop: () => useDragging.setState({ payload: null, over: null }),
    });
  }, [ref, isLiftable]);
}
