import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { percent } from './share-bar.tsx';
import { Sheet } from './sheet.tsx';

export interface Bar {
  readonly value: number;
  /** Its left edge, as a share of the width; without it all bars are equally wide. */
  readonly from?: number;
  readonly width?: number;
  /** The tooltip. */
  readonly title: string;
  /** The same as cells of a table row. */
  readonly cells: readonly string[];
}

/** A label at a share of the width. */
export interface BarTick {
  readonly at: number;
  readonly text: string;
}

interface BarChartProps {
  readonly title: string;
  /** The chart in a sentence, for screen readers. */
  readonly summary: string;
  readonly bars: readonly Bar[];
  /** The table's column heads, for `cells`. */
  readonly heads: readonly string[];
  /** The value of the highest bar. */
  readonly top: string;
  /** Labels below. */
  readonly ticks: readonly BarTick[];
  readonly note?: ComponentChildren;
}

/** Bars on a line, with labels below. */
export function BarChart({ title, summary, bars, heads, top, ticks, note }: BarChartProps) {
  const highest = Math.max(0, ...bars.map(({ value }) => value));
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b> <span class="soft">{note}</span>
      </figcaption>
      {highest > 0 ? (
        <>
          <p class="scale" aria-hidden="true">
            {top}
          </p>
          <svg width="100%" height="72" role="img" aria-label={summary}>
            {bars.map(({ value, from, width, title: text }, index) => (
              <rect
                key={index}
                x={`${percent(from ?? index / bars.length)}%`}
                style={{ width: `max(1px, ${percent(width ?? 1 / bars.length)}% - 1px)` }}
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
          <BarTable title={title} heads={heads} bars={bars} />
        </>
      ) : (
        <p class="soft">Nothing yet.</p>
      )}
    </figure>
  );
}

/** The bars as a table, for readers without a mouse. */
function BarTable({ title, heads, bars }: Pick<BarChartProps, 'title' | 'heads' | 'bars'>) {
  const [open, setOpen] = useState(false);
  return (
    <details class="as-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        As a table<span class="unseen">: {title}</span>
      </summary>
      {open && (
        <Sheet label={`${title}, as a table`}>
          <table>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col" class="num">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.map(({ cells }, row) => (
                <tr key={row}>
                  {cells.map((cell, column) => (
                    <td key={column} class="num">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Sheet>
      )}
    </details>
  );
}
