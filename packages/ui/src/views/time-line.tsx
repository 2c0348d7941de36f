import { useRef, useState } from 'preact/hooks';
import type { ActivitySlice, History, TimeBounds } from '../../../core/src/presentation/model/history.ts';
import { percent } from '../parts/share-bar.tsx';
import { formatCount, formatDuration, formatMoment, formatShare, shareOf, visibleName } from '../shared.ts';
import { clockText, momentText, zoneText } from '../text/times.ts';
import { type SliceRange, sliceAt, slicesBetween } from './chosen-slices.ts';
import { ratedMicros, slicePlaces } from './slice-places.ts';

/** What is drawn, and how the highest of it is written. */
const lanes: readonly (readonly [
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
/** Nearer than this, a press is no drag. */
const dragPixels = 5;
/** Names of versions that would stand nearer than this share of the width are left out. */
const leastApart = 0.09;

interface TimeLineProps {
  readonly history: History;
  /** What is shown, and what it is compared with. */
  readonly chosen: TimeBounds;
  readonly base: TimeBounds | undefined;
  /** Whether one picks what it is compared with. */
  readonly picksBase: boolean;
  readonly onPick: (range: SliceRange, step: 'push' | 'replace') => void;
}

/** Requests, CPU and p95 over all that is kept: one picks a part of it by dragging, or by keys. */
export function TimeLine({ history, chosen, base, picksBase, onPick }: TimeLineProps) {
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<SliceRange>();
  // What comes meanwhile must not move what is under the pointer.
  const [held, setHeld] = useState<readonly ActivitySlice[]>();
  const slices = held ?? history.slices;
  const places = slicePlaces(slices);
  const whole = { first: 0, last: slices.length - 1 };
  const shown = slicesBetween(slices, chosen);
  const before = base && slicesBetween(slices, base);
  const picked = drag ?? (picksBase ? before : shown) ?? whole;

  const shareAt = (event: PointerEvent): number => {
    const { left, width } = plot.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return (event.clientX - left) / width;
  };
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const now = history.slices;
    // A handle moves its own end: the other one stays.
    const { edge } = (event.target as HTMLElement).dataset;
    const fixed = edge === 'first' ? picked.last : edge === 'last' ? picked.first : undefined;
    const start = { x: event.clientX, slice: fixed ?? sliceAt(now, shareAt(event)) };
    let range: SliceRange | undefined;
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const move = (next: PointerEvent): void => {
      if (range === undefined && Math.abs(next.clientX - start.x) < dragPixels) return;
      const at = sliceAt(now, shareAt(next));
      range = { first: Math.min(start.slice, at), last: Math.max(start.slice, at) };
      setHeld(now);
      setDrag(range);
    };
    const end = (last: PointerEvent): void => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
      setDrag(undefined);
      setHeld(undefined);
      if (range !== undefined && last.type === 'pointerup') onPick(range, 'push');
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  };
  const side = picksBase ? 'before' : 'shown';
  return (
    <div class="time-line">
      <div class="lane-names soft" aria-hidden="true">
        {lanes.map(([name, amount, write]) => (
          <span key={name} title="The highest in a slice">
            {name} <span class="most">{write(Math.max(0, ...slices.map(amount)))}</span>
          </span>
        ))}
      </div>
      <div class="plot" ref={plot} onPointerDown={press}>
        {lanes.map(([name, amount]) => (
          <Lane key={name} slices={slices} amount={amount} />
        ))}
        {before !== undefined && (
          <Span kind="before" range={picksBase && drag ? drag : before} places={places} handles={picksBase} />
        )}
        <Titles slices={slices} />
        <Marks history={history} slices={slices} />
        <Span
          kind="shown"
          range={(picksBase ? undefined : drag) ?? shown}
          places={places}
          handles={!picksBase}
        />
      </div>
      <div class="ticks time-ticks" aria-hidden="true">
        {ticksOf(slices).map(({ at, text }) => (
          <span key={at} style={{ left: `${percent(at)}%` }}>
            {text}
          </span>
        ))}
      </div>
      <div class="ends">
        <End
          label={`Time ${side}: from`}
          slices={slices}
          value={picked.first}
          onChange={(first) => onPick({ first, last: Math.max(first, picked.last) }, 'replace')}
        />
        <End
          label={`Time ${side}: to`}
          slices={slices}
          value={picked.last}
          onChange={(last) => onPick({ first: Math.min(picked.first, last), last }, 'replace')}
        />
      </div>
    </div>
  );
}

function ticksOf(slices: readonly ActivitySlice[]): { readonly at: number; readonly text: string }[] {
  const start = slices[0]?.startMicros ?? 0;
  const whole = (slices.at(-1)?.endMicros ?? start) - start;
  return [0, 0.25, 0.5, 0.75, 1].map((at) => {
    const clock = clockText(start + at * whole);
    return { at, text: at === 1 ? `${clock} ${zoneText(start + whole)}` : clock };
  });
}

function rateText(perSecond: number): string {
  return perSecond >= 100 ? formatCount(perSecond) : perSecond.toPrecision(2);
}

function Lane({
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

/** What each slice says when one points at it. */
function Titles({ slices }: { readonly slices: readonly ActivitySlice[] }) {
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

interface SpanProps {
  readonly kind: 'shown' | 'before';
  readonly range: SliceRange | undefined;
  readonly places: ReturnType<typeof slicePlaces>;
  /** Whether its ends can be dragged; by keys they are moved with the sliders below. */
  readonly handles: boolean;
}

function Span({ kind, range, places, handles }: SpanProps) {
  const [first, last] = range === undefined ? [] : [places[range.first], places[range.last]];
  if (first === undefined || last === undefined) return null;
  return (
    <div
      class={`span span-${kind}`}
      style={{
        left: `${percent(first.from)}%`,
        width: `${percent(last.from + last.width - first.from)}%`,
      }}
    >
      {kind === 'before' && <span class="span-name">baseline</span>}
      {handles && <span class="handle" data-edge="first" />}
      {handles && <span class="handle" data-edge="last" />}
    </div>
  );
}

/** Where versions began. */
function Marks({
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

interface EndProps {
  readonly label: string;
  readonly slices: readonly ActivitySlice[];
  readonly value: number;
  readonly onChange: (slice: number) => void;
}

/** One end of the range, for keys. */
function End({ label, slices, value, onChange }: EndProps) {
  const slice = slices[value];
  const isFrom = label.endsWith('from');
  const moment = slice === undefined ? '' : momentText(isFrom ? slice.startMicros : slice.endMicros);
  return (
    <input
      type="range"
      aria-label={label}
      aria-valuetext={moment}
      min={0}
      max={Math.max(0, slices.length - 1)}
      value={value}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
