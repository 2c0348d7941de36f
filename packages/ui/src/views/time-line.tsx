import { useRef, useState } from 'preact/hooks';
import type { ActivitySlice, History, TimeBounds } from '../../../core/src/presentation/model.ts';
import { percent } from '../parts/share-bar.tsx';
import { formatCount, formatDuration, formatMoment, formatShare, shareOf, visibleName } from '../shared.ts';
import { type SliceRange, sliceAt, slicesBetween } from './chosen-slices.ts';
import { ratedMicros, slicePlaces } from './slice-places.ts';

const lanes: readonly (readonly [name: string, amount: (slice: ActivitySlice) => number])[] = [
  ['Requests', ({ requests, ...slice }) => requests / ratedMicros(slice)],
  ['CPU', ({ cpuMicros, ...slice }) => cpuMicros / ratedMicros(slice)],
  ['p95', ({ p95Micros }) => p95Micros],
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
    const start = { x: event.clientX, slice: sliceAt(now, shareAt(event)) };
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
        {lanes.map(([name]) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <div class="plot" ref={plot} onPointerDown={press}>
        {lanes.map(([name, amount]) => (
          <Lane key={name} slices={slices} amount={amount} />
        ))}
        {before !== undefined && (
          <Span kind="before" range={picksBase && drag ? drag : before} places={places} />
        )}
        <Span kind="shown" range={(picksBase ? undefined : drag) ?? shown} places={places} />
        <Titles slices={slices} />
        <Marks history={history} slices={slices} />
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
  return `${formatMoment(startMicros)}, ${formatDuration(endMicros - startMicros)}: ${formatCount(requests)} requests, CPU ${share} of a core${p95}`;
}

interface SpanProps {
  readonly kind: 'shown' | 'before';
  readonly range: SliceRange | undefined;
  readonly places: ReturnType<typeof slicePlaces>;
}

function Span({ kind, range, places }: SpanProps) {
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
      {kind === 'before' && <span class="span-name">before</span>}
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
            title={`Version ${visibleName(version, 60)} since ${formatMoment(fromMicros)}`}
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
  const moment = slice === undefined ? '' : formatMoment(isFrom ? slice.startMicros : slice.endMicros);
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
