import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { pointerOutsideOfPreview } from '@atlaskit/pragmatic-drag-and-drop/element/pointer-outside-of-preview';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { hostApi } from '../../transport/host-api.ts';
import { DragPreview } from './drag-preview.tsx';
import { useDragging } from './dragging.ts';
import type { WorksPayload } from './payload.ts';

/**
 * Lets a picture be lifted, once it is `isEnabled`. `payload` is asked for as the drag begins: it may be the whole
 * selection.
 */
export function useLift(
  ref: RefObject<HTMLElement | null>,
  payload: () => WorksPayload,
  isEnabled = true,
): void {
  const latest = useRef(payload);
  useEffect(() => {
    latest.current = payload;
  });
  // Before it is painted: what can be seen can be lifted, or the browser would drag the bare image.
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || !isEnabled) return undefined;
    const lift = draggable({
      element,
      getInitialData: () => ({ ...latest.current() }),
      onGenerateDragPreview({ nativeSetDragImage }) {
        const lifted = latest.current();
        setCustomNativeDragPreview({
          nativeSetDragImage,
          getOffset: pointerOutsideOfPreview({ x: '12px', y: '12px' }),
          render({ container }) {
            const root = createRoot(container);
            root.render(<DragPreview payload={lifted} />);
            return () => root.unmount();
          },
        });
      },
      onDragStart: () => useDragging.setState({ payload: latest.current() }),
      onDrop: () => useDragging.setState({ payload: null, over: null }),
    });
    const stopDragOut = alsoOut(element, () => latest.current());
    return () => {
      lift();
      stopDragOut();
    };
  }, [ref, isEnabled]);
}

/**
 * On a desktop Alt and a drag hands the files themselves to other programs. A drag inside the window can't: the
 * system allows one or the other, and it has to be known as the drag begins.
 */
function alsoOut(element: HTMLElement, payload: () => WorksPayload): () => void {
  const { dragOut } = hostApi();
  if (!dragOut) return () => {};
  const onDragStart = (event: DragEvent) => {
    if (!event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    dragOut(payload().sha256s);
  };
  element.addEventListener('dragstart', onDragStart, { capture: true });
  return () => element.removeEventListener('dragstart', onDragStart, { capture: true });
}
