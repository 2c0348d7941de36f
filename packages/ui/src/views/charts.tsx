import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { LoopBar } from '../parts/loop-bar.tsx';
import { visibleName } from '../shared.ts';
import { ActivityChart } from './activity-chart.tsx';
import { LatencyChart } from './latency-chart.tsx';

interface ChartsProps {
  readonly model: ReportModel;
  readonly hasLoop?: boolean;
}

/** Latencies, and CPU over time; of the whole app also where the loop's time went. */
export function Charts({ model, hasLoop = true }: ChartsProps) {
  const { latency, totals, query, activity } = model;
  const fixed = model.status.fixed === true;
  const of = query.route === '' ? '' : ` of ${visibleName(query.route, 80)}`;
  return (
    <>
      {hasLoop && (!fixed || totals.elapsedMicros > 0) && <LoopBar model={model} />}
      {(!fixed || latency.count.length > 0) && (
        <div class="charts">
          <LatencyChart latency={latency} of={of} />
          {/* A profile from a file is one slice: there is nothing to draw over time. */}
          {!fixed && <ActivityChart slices={activity} of={of} />}
        </div>
      )}
    </>
  );
}
