import { type RefObject, useEffect, useRef, useState } from 'react';

/** The value as it was once it had rested for `milliseconds`. */
export function useRested<Value>(value: Value, milliseconds: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setRested(value);
    }, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  }, [value, milliseconds]);
  return rested;
}

/** Names the page in the tab, and once its heading is there moves the focus to it, as a page load would. */
export function usePageTitle(title: string | undefined): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title ? `${title} · Vinilogy` : 'Vinilogy';
    if (title) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return heading;
}
