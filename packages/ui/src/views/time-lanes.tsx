import type { ActivitySlice, History } from '../../../core/src/presentation/model/history.ts';
import { percent } from '../parts/share-bar.tsx';
import { formatCount, formatDuration, formatMoment, formatShare, shareOf, visibleName } from '../shared.ts';
import { momentText } from '../text/times.ts';
import { ratedMicros, slicePlaces } from './slice-places.ts';

/** What each lane shows, and how its highest value is formatted. */
export const lanes: readonly (readonly [
  name: string,
  amount: (slice: ActivitySlice) => number,
  write: (amount: number) => string,
])[] = [
  [
    'Requests',
    ({ requests, ...slice }) => requests / ratedMicros(slice),
    (rate) => `${rateText(rate * 1e6)}/s`,
  ],
  ['CPU', ({ cpuMicros, ...slice }) => cpuMicros / ratedMicros(slice), formatShare],
  ['p95', ({ p95Micros }) => p95Micros, formatDuration],
];
/** A version's name is hidden if it is nearer to the one before than this share of the width. */
const leastApart = 0.09;

function rateText(perSecond: number): string {
  return perSecond >= 100 ? formatCount(perSecond) : perSecond.toPrecision(2);
}

export function Lane({
  slices,
  amount,
}: {
  readonly slices: readonly ActivitySlice[];
  readonly amount: (slice: ActivitySlice) => number;
}) {
  const highest = Math.max(0, ...slices.map(amount));
  const places = slicePlaces(slices);
  return (
    <svg class="lane" width="100%" height="20" aria-hidden="true">
      {slices.map((slice, index) => {
        const height = percent(shareOf(amount(slice), highest));
        const { from, width } = places[index] ?? { from: 0, width: 0 };
        return (
          <rect
            key={index}
            x={`${percent(from)}%`}
            style={{ width: `max(1px, ${percent(width)}% - 0.5px)` }}
            y={`${100 - height}%`}
            height={`${height}%`}
          />
        );
      })}
    </svg>
  );
}

/** The tooltip of each slice. */
export function Titles({ slices }: { readonly slices: readonly ActivitySlice[] }) {
  const places = slicePlaces(slices);
  return (
    <svg class="titles" width="100%" height="100%" aria-hidden="true">
      {slices.map((slice, index) => (
        <rect
          key={index}
          x={`${percent(places[index]?.from ?? 0)}%`}
          width={`${percent(places[index]?.width ?? 0)}%`}
          height="100%"
        >
          <title>{wordsOf(slice)}</title>
        </rect>
      ))}
    </svg>
  );
}

function wordsOf(slice: ActivitySlice): string {
  const { startMicros, endMicros, requests, cpuMicros, p95Micros } = slice;
  const share = formatShare(shareOf(cpuMicros, ratedMicros(slice)));
  const p95 = requests > 0 ? `, p95 ${formatDuration(p95Micros)}` : '';
  return `${momentText(startMicros)} (${formatMoment(startMicros)}), ${formatDuration(endMicros - startMicros)}: ${formatCount(requests)} requests, CPU ${share} of a core${p95}`;
}

/** Marks where versions began. */
export function Marks({
  history,
  slices,
}: {
  readonly history: History;
  readonly slices: readonly ActivitySlice[];
}) {
  const start = slices[0]?.startMicros ?? 0;
  const whole = (slices.at(-1)?.endMicros ?? start) - start;
  let named = -1;
  return (
    <>
      {history.versions.map(({ service, version, fromMicros }) => {
        const at = Math.max(0, shareOf(fromMicros - start, whole));
        const hasName = named < 0 || at - named >= leastApart;
        if (hasName) named = at;
        return (
          <div
            key={`${service} ${version}`}
            class={`deploy${at > 0.85 ? ' to-left' : ''}`}
            style={{ left: `${percent(at)}%` }}
            title={`Version ${visibleName(version, 60)} since ${momentText(fromMicros)}`}
          >
            {hasName && <span>{visibleName(version, 16)}</span>}
          </div>
        );
      })}
    </>
  );
}
