import { useMemo } from 'preact/hooks';
import { address } from '../data/address.ts';
import type { Model } from '../data/model.ts';
import { LoopBar } from '../parts/loop-bar.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { plural, visibleName } from '../shared.ts';
import { matchOf } from '../text/match.ts';
import { ActivityChart } from './activity-chart.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { RoutesTable } from './routes-table.tsx';
import { chooseRoutes } from './table-rows.ts';

const noLatency = { lowerMicros: [], upperMicros: [], count: [] };

/** The landing view: where the time goes, and which routes cause it. */
export function Overview({ model }: { readonly model: Model }) {
  const { filter, sort } = address.value;
  // A pattern has its time for each report.
  const match = useMemo(() => matchOf(filter), [filter, model.routes]);
  const rows = useMemo(() => chooseRoutes(model.routes, match, sort), [model.routes, match, sort]);
  const { all } = model.counts.routes;
  const of = model.query.route === '' ? '' : ` of ${visibleName(model.query.route, 80)}`;
  return (
    <>
      <LoopBar totals={model.totals} names={model.routeNames} />
      <div class="charts">
        <LatencyChart latency={model.latency ?? noLatency} of={of} />
        <ActivityChart slices={model.activity ?? []} of={of} />
      </div>
      <div class="tools">
        <SearchBox label="Search routes" problem={match?.problem()} />
        <p class="soft tally">
          {rows.length === all ? plural(all, 'route') : `${rows.length} of ${plural(all, 'route')}`}
        </p>
      </div>
      {rows.length > 0 ? (
        <RoutesTable rows={rows} slices={model.activity ?? []} />
      ) : (
        <State title={filter === '' ? 'No request has ended yet.' : 'No route matches the search.'} />
      )}
    </>
  );
}
