import type { ComponentChildren } from 'preact';
import {
  type LatencyPart,
  type PartKind,
  partKinds,
  partName,
  partText,
} from '../../../core/src/presentation/latency-parts.ts';
import { shareOf } from '../shared.ts';
import { Stretches } from './stretches.tsx';

interface LatencyBarProps {
  readonly parts: readonly LatencyPart[];
  /** The latency that fills the bar. */
  readonly most: number;
  readonly tall?: boolean;
}

/** A latency as a bar of its parts. */
export function LatencyBar({ parts, most, tall = false }: LatencyBarProps) {
  let before = 0;
  const stretches = parts.map((part) => {
    const from = shareOf(before, most);
    before += part.micros;
    return { kind: part.kind, from, width: shareOf(part.micros, most), title: partText(part) };
  });
  return (
    <Stretches stretches={stretches} label={stretches.map(({ title }) => title).join(', ')} tall={tall} />
  );
}

/** What the colours mean, of those that are there. */
export function PartsKey({ kinds }: { readonly kinds: ReadonlySet<PartKind> }) {
  return (
    <ul class="key-list">
      {partKinds
        .filter((kind) => kinds.has(kind))
        .map((kind) => (
          <KeyEntry key={kind} kind={kind}>
            {partName(kind)}
          </KeyEntry>
        ))}
    </ul>
  );
}

interface KeyEntryProps {
  readonly kind: PartKind;
  readonly children: ComponentChildren;
}

/** An entry of a key: a colour and what it stands for. */
export function KeyEntry({ kind, children }: KeyEntryProps) {
  return (
    <li>
      <i class={`swatch time-${kind}`} aria-hidden="true" /> {children}
    </li>
  );
}
