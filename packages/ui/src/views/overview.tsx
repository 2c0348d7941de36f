import { useMemo } from 'preact/hooks';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { address } from '../data/address.ts';
import { LoopBar } from '../parts/loop-bar.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { plural, visibleName } from '../shared.ts';
import { matchOf } from '../text/match.ts';
import { ActivityChart } from './activity-chart.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { RoutesTable } from './routes-table.tsx';
import { chooseRoutes } from './table-rows.ts';

/** The landing view: where the time goes, and which routes cause it. */
export function Overview({ model }: { readonly model: ReportModel }) {
  const { filter, sort } = address.value;
  // A pattern has its time for each report.
  const match = useMemo(() => matchOf(filter), [filter, model.routes]);
  const rows = useMemo(() => chooseRoutes(model.routes, match, sort), [model.routes, match, sort]);
  const { all } = model.counts.routes;
  const fixed = model.status.fixed === true;
  const { latency } = model;
  const of = model.query.route === '' ? '' : ` of ${visibleName(model.query.route, 80)}`;
  return (
    <>
      {(!fixed || model.totals.elapsedMicros > 0) && <LoopBar model={model} />}
      {(!fixed || latency.count.length > 0) && (
        <div class="charts">
          <LatencyChart latency={latency} of={of} />
          {/* A file is one span of time: there is nothing to draw over it. */}
          {!fixed && <ActivityChart slices={model.activity} of={of} />}
        </div>
      )}
      <div class="tools">
        <SearchBox label="Search routes" problem={match?.problem()} />
        <p class="soft tally">
          {rows.length === all ? plural(all, 'route') : `${rows.length} of ${plural(all, 'route')}`}
        </p>
      </div>
      {rows.length > 0 ? (
        <RoutesTable rows={rows} model={model} />
      ) : (
        <NoRoutes searched={filter !== ''} fixed={fixed} missed={model.status.missedRequests > 0} />
      )}
    </>
  );
}

interface NoRoutesProps {
  readonly searched: boolean;
  readonly fixed: boolean;
  /** Whether requests were answered without the profiler. */
  readonly missed: boolean;
}

function NoRoutes({ searched, fixed, missed }: NoRoutesProps) {
  if (searched) return <State title="No route matches the search." />;
  if (!fixed)
    return (
      <State title={missed ? 'No request has reached the profiler yet.' : 'No request has ended yet.'} />
    );
  return (
    <State title="This profile knows of no routes.">
      <p>The flame graph and the functions show all that is in it.</p>
    </State>
  );
}
