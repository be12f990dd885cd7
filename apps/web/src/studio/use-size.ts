import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Area } from './tile-grid.ts';

/** The size of an element, in CSS pixels, and each time that it changes. */
export function useSize(ref: RefObject<HTMLElement | null>): Area {
  const [size, setSize] = useState<Area>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
