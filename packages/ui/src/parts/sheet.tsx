import type { ComponentChildren } from 'preact';

/** A container for content that may be wider than the page: it scrolls by itself, with keys too. */
export function Sheet({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, only what has the focus can be scrolled
    <section class="sheet" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
