import { useState } from 'preact/hooks';
import type { History } from '../../../core/src/presentation/model/history.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { hasTraces } from '../../../core/src/presentation/traced.ts';
import { address, go } from '../data/address.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { isNarrow } from '../parts/narrow.ts';
import { formatRange, plural, visibleName } from '../shared.ts';
import { thinUnits } from '../text/thin-units.ts';
import { momentText, rangeText } from '../text/times.ts';
import { BasePicker } from './base-picker.tsx';
import { boundsIn, boundsOf, type SliceRange } from './chosen-slices.ts';
import { PartPickers } from './part-pickers.tsx';
import { TimeFields } from './time-fields.tsx';
import { type Side, sides, TimeLine } from './time-line.tsx';

/** Which part of the measurements the page shows: a time, a version, a host, a process and a service. */
export function PartBar({ model }: { readonly model: ReportModel | undefined }) {
  const history = model?.history;
  const [side, setSide] = useState<Side>('current');
  const [opened, setOpened] = useState(false);
  if (model === undefined || history === undefined) return null;
  const { view, base } = address.value;
  const compares = view === 'compare' || (view === 'flame' && base !== '');
  // From the address, not the answer: a dragged end must not jump back until its answer arrives.
  const bounds = boundsIn(history, address.value);
  const picksBase = compares && side === 'baseline';
  const pick = (range: SliceRange, step: 'push' | 'replace'): void => {
    const { from, to } = boundsOf(history.slices, range);
    go(picksBase ? { base: baseOf(from, to, base) } : { from, to }, step);
  };
  const isSaved = savedData() !== undefined;
  const hasLine = history.slices.length > 1;
  // What makes requests slow comes first; a choice of time needs the time line.
  const folds = hasTraces(model) && !isNarrow.value && !compares;
  const timeLine = hasLine && (opened || !folds) && (
    <TimeLine
      history={history}
      chosen={bounds?.chosen ?? { from: 0, to: 0 }}
      base={compares ? bounds?.base : undefined}
      picksBase={picksBase}
      onPick={isSaved ? undefined : pick}
    />
  );
  if (isSaved)
    return (
      <section class="part-bar" aria-label="Time, version and process">
        {!folds && timeLine}
        <p class="soft part-tools" title={formatRange(model.range)}>
          {folds && hasLine && <TimeLineButton opened={opened} onClick={setOpened} />}
          {chosenText(model)}
        </p>
        {folds && timeLine}
      </section>
    );
  return (
    <section class="part-bar" aria-label="Time, version and process">
      {!folds && timeLine}
      <div class="part-tools">
        {folds && hasLine && <TimeLineButton opened={opened} onClick={setOpened} />}
        <Presets history={history} />
        <TimeFields />
        <PartPickers history={history} />
        {(view === 'compare' || view === 'flame') && <BasePicker history={history} />}
        {compares && (
          <fieldset class="choices">
            <legend class="unseen">What dragging over the time line selects</legend>
            {sides.map((one) => (
              <button key={one} type="button" aria-pressed={side === one} onClick={() => setSide(one)}>
                Select: {one}
              </button>
            ))}
          </fieldset>
        )}
        <p class="soft tally" title={formatRange(model.range)}>
          {chosenText(model)}
        </p>
      </div>
      {folds && timeLine}
    </section>
  );
}

interface TimeLineButtonProps {
  readonly opened: boolean;
  readonly onClick: (opens: boolean) => void;
}

function TimeLineButton({ opened, onClick }: TimeLineButtonProps) {
  return (
    <button type="button" aria-expanded={opened} onClick={() => onClick(!opened)}>
      Time line <span aria-hidden="true">&nbsp;{opened ? '▴' : '▾'}</span>
    </button>
  );
}

/** A new time for the baseline, which keeps its version. */
function baseOf(from: string, to: string, base: string): string {
  const version = /(?:^| )(version:.*)$/s.exec(base)?.[1];
  return `${from}..${to}${version === undefined ? '' : ` ${version}`}`;
}

function Presets({ history }: { readonly history: History }) {
  const { from, to } = address.value;
  const times: readonly (readonly [title: string, from: string])[] = [
    ['5 min', '-5m'],
    ['1 h', '-1h'],
    ...(history.versions.length > 0 ? [['Since deploy', 'deploy'] as const] : []),
    [history.clearedMicros > 0 ? 'Since clear' : 'Everything', ''],
  ];
  return (
    <nav class="choices" aria-label="Time">
      {times.map(([title, since]) => (
        <Link
          key={title}
          class={`button${to === '' && from === since ? ' on' : ''}`}
          current={to === '' && from === since}
          to={{ from: since, to: '' }}
        >
          {title.startsWith('5') || title.startsWith('1') ? (
            <>
              <span class="unseen">Last </span>
              {thinUnits(title)}
            </>
          ) : (
            title
          )}
        </Link>
      ))}
    </nav>
  );
}

/** Where measurements are kept. */
function keptText({ kind, place, windows }: History['store']): string {
  if (kind === 'directory') return `kept on disk, ${plural(windows, 'file')}`;
  return place === undefined
    ? 'kept in memory'
    : `kept in ${visibleName(place)}, ${plural(windows, 'window')}`;
}

/** The time that the figures cover, and where measurements are kept. */
function chosenText({ chosen, range, history, query }: ReportModel): string {
  const kept = history === undefined ? '' : keptText(history.store);
  const { from, to } = chosen ?? { from: 0, to: 0 };
  const since = history?.slices[0]?.startMicros ?? 0;
  const isPart = from > 0 || to > 0 || Boolean(query.version || query.host || query.process);
  if (!isPart && since > 0) return `Everything since ${momentText(since)}, ${kept}`;
  return range.to === 0 ? `Nothing was measured then; ${kept}` : `${rangeText(range)}, ${kept}`;
}
