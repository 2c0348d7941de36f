import type { ComponentChildren } from 'preact';

/** What a view shows when it has no data: why, and what to do. */
export function State({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="state">
      <p>
        <b>{title}</b>
      </p>
      {children}
    </div>
  );
}

export function Loading() {
  return (
    <p class="state soft" role="status">
      Loading…
    </p>
  );
}
