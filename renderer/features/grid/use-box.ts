import { type RefObject, useLayoutEffect, useState } from 'react';

interface Box {
  readonly width: number;
  readonly height: number;
  /** Width of the scrollbar at its side. */
  readonly scrollbar: number;
}

/** The inner size of an element in CSS pixels, scrollbar left out; null before it was measured. */
export function useBox(ref: RefObject<HTMLElement | null>): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      const scrollbar = element.offsetWidth - width;
      setBox((old) =>
        old?.width === width && old.height === height ? old : { width, height, scrollbar },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return box;
}
