import { useMemo } from 'preact/hooks';
import { type Lack, lackOfRows } from '../../../core/src/presentation/lacks.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { address } from '../data/address.ts';
import { currentSearch } from '../data/search.ts';
import { LoopBar } from '../parts/loop-bar.tsx';
import { isNarrow } from '../parts/narrow.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { partOf, visibleName } from '../shared.ts';
import { ActivityChart } from './activity-chart.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { RoutesTable } from './routes-table.tsx';
import { chooseRoutes } from './table-rows.ts';

/** The landing view: where the time goes, and which routes cause it. */
export function Overview({ model }: { readonly model: ReportModel }) {
  const { filter, sort } = address.value;
  const { wants, problem } = currentSearch();
  const rows = useMemo(() => chooseRoutes(model.routes, wants, sort), [model.routes, filter, problem, sort]);
  const { all } = model.counts.routes;
  const fixed = model.status.fixed === true;
  const { latency } = model;
  const of = model.query.route === '' ? '' : ` of ${visibleName(model.query.route, 80)}`;
  const charts = (
    <>
      {(!fixed || model.totals.elapsedMicros > 0) && <LoopBar model={model} />}
      {(!fixed || latency.count.length > 0) && (
        <div class="charts">
          <LatencyChart latency={latency} of={of} />
          {/* A profile from a file is one slice: there is nothing to draw over time. */}
          {!fixed && <ActivityChart slices={model.activity} of={of} />}
        </div>
      )}
    </>
  );
  const narrow = isNarrow.value;
  return (
    <>
      {!narrow && charts}
      <div class="tools">
        <SearchBox label="Search routes" problem={problem} />
        <p class="soft tally">{partOf(rows.length, all, 'route')}</p>
      </div>
      {rows.length > 0 && <RoutesTable rows={rows} model={model} />}
      {rows.length === 0 && problem === undefined && (
        <NoRoutes lack={lackOfRows('route', filter !== '', model)} fixed={fixed} />
      )}
      {narrow && charts}
    </>
  );
}

/** Advice is for files only: a live page shows new requests by itself. */
function NoRoutes({ lack, fixed }: { readonly lack: Lack; readonly fixed: boolean }) {
  return <State title={lack.title}>{fixed && lack.advice !== '' && <p>{lack.advice}</p>}</State>;
}
