import { useRef, useState } from 'preact/hooks';
import type { ActivitySlice, History, TimeBounds } from '../../../core/src/presentation/model/history.ts';
import { percent } from '../parts/share-bar.tsx';
import { clockText, momentText, zoneText } from '../text/times.ts';
import { placeBetween, type SliceRange, sliceAt, slicesBetween } from './chosen-slices.ts';
import { Lane, lanes, Marks, Titles } from './time-lanes.tsx';

/** A press that moves less than this is not a drag. */
const dragPixels = 5;

/** The sides of a comparison; without one there is only the current side. */
export const sides = ['current', 'baseline'] as const;
export type Side = (typeof sides)[number];

interface TimeLineProps {
  readonly history: History;
  /** The current side, and the baseline. */
  readonly chosen: TimeBounds;
  readonly base: TimeBounds | undefined;
  /** Whether dragging selects the baseline. */
  readonly picksBase: boolean;
  /** Undefined on a saved page, which has only one part of the time. */
  readonly onPick: ((range: SliceRange, step: 'push' | 'replace') => void) | undefined;
}

/** Requests, CPU and p95 over everything that is kept. The reader selects a part by dragging, or with keys. */
export function TimeLine({ history, chosen, base, picksBase, onPick }: TimeLineProps) {
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<SliceRange>();
  // During a drag, new slices must not move what is under the pointer.
  const [held, setHeld] = useState<readonly ActivitySlice[]>();
  const slices = held ?? history.slices;
  const whole = { first: 0, last: slices.length - 1 };
  const current = slicesBetween(slices, chosen);
  const baseline = base && slicesBetween(slices, base);
  const picked = drag ?? (picksBase ? baseline : current) ?? whole;
  const dragged = drag && {
    from: slices[drag.first]?.startMicros ?? 0,
    to: slices[drag.last]?.endMicros ?? 0,
  };

  const shareAt = (event: PointerEvent): number => {
    const { left, width } = plot.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return (event.clientX - left) / width;
  };
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const now = history.slices;
    // A handle moves only its own end.
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
      if (range !== undefined && last.type === 'pointerup') onPick?.(range, 'push');
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  };
  const name = picksBase ? 'Baseline' : 'Current';
  return (
    <div class="time-line">
      <div class="lane-names soft" aria-hidden="true">
        {lanes.map(([name, amount, write]) => (
          <span key={name} title="Highest value of a slice">
            {name} <span class="most">{write(Math.max(0, ...slices.map(amount)))}</span>
          </span>
        ))}
      </div>
      <div class={onPick === undefined ? 'plot fixed' : 'plot'} ref={plot} onPointerDown={onPick && press}>
        {lanes.map(([name, amount]) => (
          <Lane key={name} slices={slices} amount={amount} />
        ))}
        {base !== undefined && (
          <Span
            side="baseline"
            place={placeBetween(slices, (picksBase ? dragged : undefined) ?? base)}
            handles={onPick !== undefined && picksBase}
          />
        )}
        <Titles slices={slices} />
        <Marks history={history} slices={slices} />
        <Span
          side="current"
          place={placeBetween(slices, (picksBase ? undefined : dragged) ?? chosen)}
          handles={onPick !== undefined && !picksBase}
        />
      </div>
      <div class="ticks time-ticks" aria-hidden="true">
        {ticksOf(slices).map(({ at, text }) => (
          <span key={at} style={{ left: `${percent(at)}%` }}>
            {text}
          </span>
        ))}
      </div>
      {onPick !== undefined && (
        <div class="ends">
          <End
            label={`${name} time: from`}
            slices={slices}
            value={picked.first}
            onChange={(first) => onPick({ first, last: Math.max(first, picked.last) }, 'replace')}
          />
          <End
            label={`${name} time: to`}
            slices={slices}
            value={picked.last}
            onChange={(last) => onPick({ first: Math.min(picked.first, last), last }, 'replace')}
          />
        </div>
      )}
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

interface SpanProps {
  readonly side: Side;
  readonly place: ReturnType<typeof placeBetween>;
  /** Whether its ends can be dragged; with keys, the sliders below move them. */
  readonly handles: boolean;
}

function Span({ side, place, handles }: SpanProps) {
  if (place === undefined) return null;
  return (
    <div
      class={`span span-${side}`}
      style={{ left: `${percent(place.from)}%`, width: `${percent(place.width)}%` }}
    >
      {side === 'baseline' && <span class="span-name">{side}</span>}
      {handles && <span class="handle" data-edge="first" />}
      {handles && <span class="handle" data-edge="last" />}
    </div>
  );
}

interface EndProps {
  readonly label: string;
  readonly slices: readonly ActivitySlice[];
  readonly value: number;
  readonly onChange: (slice: number) => void;
}

/** A slider for one end of the range, for keys. */
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
