import { useEffect, useRef, useState } from 'preact/hooks';
import { printing } from '../page-state.ts';

const printedWidth = 560;

/** The width of an element in px, kept up to date. */
export const useWidth = () => {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { place, width: printing.value ? printedWidth : width };
};
