import { shareOf } from '../shared.ts';

interface ShareBarProps {
  /** The widest first, because narrower bars are drawn in front of it. */
  readonly shares: readonly number[];
  /** The number beside the bar. */
  readonly text: string;
  readonly kind: string;
  /** The share that fills the bar, so that rows of small shares can be told apart; without it, the whole does. */
  readonly most?: number | undefined;
}

/** A share as a number and as a bar. */
export function ShareBar({ shares, text, kind, most }: ShareBarProps) {
  return (
    <>
      <svg
        class={`meter ink-${kind}${most === undefined ? ' of-all' : ''}`}
        width="56"
        height="8"
        aria-hidden="true"
      >
        {shares.map((one, index) => (
          <rect
            key={index}
            class={index === shares.length - 1 ? undefined : 'behind'}
            width={`${percent(shareOf(one, most ?? 1))}%`}
            height="100%"
          />
        ))}
      </svg>
      <span class="beside">{text}</span>
    </>
  );
}

export function percent(share: number): number {
  return Number.isFinite(share) ? Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100 : 0;
}
