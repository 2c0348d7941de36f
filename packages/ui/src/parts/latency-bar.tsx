import type { ComponentChildren } from 'preact';
import {
  type LatencyPart,
  type PartKind,
  partKinds,
  partName,
} from '../../../core/src/presentation/latency-parts.ts';
import { formatDuration, shareOf } from '../shared.ts';
import { Stretches } from './stretches.tsx';

interface LatencyBarProps {
  readonly parts: readonly LatencyPart[];
  /** The latency that fills the bar. */
  readonly most: number;
  readonly tall?: boolean;
}

/** A latency as a bar of its parts. */
export function LatencyBar({ parts, most, tall = false }: LatencyBarProps) {
  const words = parts.map(({ kind, name, micros }) => {
    const about = kind === 'before' ? 'about ' : '';
    return `${name} ${about}${formatDuration(micros)}`;
  });
  let before = 0;
  const stretches = parts.map(({ kind, micros }, index) => {
    before += micros;
    return {
      kind,
      from: shareOf(before - micros, most),
      width: shareOf(micros, most),
      title: words[index] ?? '',
    };
  });
  return <Stretches stretches={stretches} label={words.join(', ')} tall={tall} />;
}

/** The whole bar, with the time before Node beside the latency. */
export function lengthOf(parts: readonly LatencyPart[]): number {
  return parts.reduce((sum, { micros }) => sum + micros, 0);
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
