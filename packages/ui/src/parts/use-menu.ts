import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A `details` element that closes on Esc and on a click outside it. */
export function useMenu(): RefObject<HTMLDetailsElement | null> {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      const element = menu.current;
      if (element === null || !element.open) return;
      const escapes = event instanceof KeyboardEvent && event.key === 'Escape';
      // Hidden elements cannot keep the focus.
      if (escapes && element.contains(document.activeElement)) element.querySelector('summary')?.focus();
      if (escapes || (event.type === 'click' && !element.contains(event.target as Node)))
        element.open = false;
    };
    addEventListener('click', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('click', close);
      removeEventListener('keydown', close);
    };
  }, []);
  return menu;
}
