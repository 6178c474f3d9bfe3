import { type RefObject, useEffect, useRef } from 'react';

let first = true;

/** Names the page in the tab, and once its heading is there moves the focus to it, as a page load would. */
export function usePageTitle(title: string | undefined): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title ? `${title} · Vinilogy` : 'Vinilogy';
    // On arrival the browser's own place is right: the top, with the skip link next.
    if (title && !first) heading.current?.focus({ preventScroll: true });
    if (title) first = false;
  }, [title]);
  return heading;
}
