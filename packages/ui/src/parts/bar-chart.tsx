import type { ComponentChildren } from 'preact';
import { percent } from './share-bar.tsx';

export interface Bar {
  readonly value: number;
  /** What it says when one points at it. */
  readonly title: string;
}

interface BarChartProps {
  readonly title: string;
  /** The same in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly bars: readonly Bar[];
  /** Labels below, each at a share of the width. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly note?: ComponentChildren;
}

/** Bars of equal width on a line, with labels below. */
export function BarChart({ title, summary, bars, ticks, note }: BarChartProps) {
  const highest = Math.max(0, ...bars.map(({ value }) => value));
  const width = 1 / Math.max(1, bars.length);
  // The gaps between bars are about as wide however many there are.
  const filled = 1 - Math.min(0.12, bars.length * 0.003);
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b> <span class="soft">{note}</span>
      </figcaption>
      {highest > 0 ? (
        <>
          <svg width="100%" height="72" role="img" aria-label={summary}>
            {bars.map(({ value, title: text }, index) => (
              <rect
                key={index}
                x={`${percent(index * width)}%`}
                width={`${percent(width * filled)}%`}
                y={`${100 - percent(value / highest)}%`}
                height={`${percent(value / highest)}%`}
              >
                <title>{text}</title>
              </rect>
            ))}
          </svg>
          <div class="ticks" aria-hidden="true">
            {ticks.map(({ at, text }) => (
              <span key={text} style={{ left: `${percent(at)}%` }}>
                {text}
              </span>
            ))}
          </div>
        </>
      ) : (
        <p class="soft">Nothing yet.</p>
      )}
    </figure>
  );
}
