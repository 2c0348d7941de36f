import type { ComponentChildren } from 'preact';
import { type Address, address, changed, go, queryOf } from '../data/address.ts';

interface LinkProps {
  readonly to: Partial<Address>;
  readonly class?: string;
  readonly title?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link to another address. A plain click stays on the page; with a modifier key it acts as any link. */
export function Link({ to, current, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      {...rest}
      href={queryOf(changed(address.value, to))}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
