import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/external/adapter';
import { containsFiles, getFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** Makes an element a place to drop files from outside on, before the window takes them. Answers whether one is over it. */
export function useFileDrop(
  ref: RefObject<HTMLElement | null>,
  onFiles: ((files: File[]) => void) | undefined,
): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  const isWanted = onFiles !== undefined;
  useEffect(() => {
    const element = ref.current;
    if (!element || !isWanted) return undefined;
    return dropTargetForExternal({
      element,
      canDrop: containsFiles,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop({ source }) {
        setOver(false);
        latest.current?.(getFiles({ source }));
      },
    });
  }, [ref, isWanted]);
  return isOver;
}
