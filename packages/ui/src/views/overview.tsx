import { useMemo } from 'preact/hooks';
import { type Lack, lackOfRows } from '../../../core/src/presentation/lacks.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { isTraced, tracedRoute } from '../../../core/src/presentation/traced.ts';
import { address } from '../data/address.ts';
import { currentSearch } from '../data/search.ts';
import { later } from '../parts/later.tsx';
import { isNarrow } from '../parts/narrow.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { partOf } from '../shared.ts';
import { Blocks } from './blocks.tsx';
import { Charts } from './charts.tsx';
import { Findings } from './findings.tsx';
import { Outliers } from './outliers.tsx';
import { Processes } from './processes.tsx';
import { RoutesTable } from './routes-table.tsx';
import { chooseRoutes, standardSort } from './table-rows.ts';

/** Most of what the overview of a route needs, the overview of all routes does not. */
export const RoutePage = later(async () => (await import('./route-page.tsx')).RoutePage);

/** The landing view: of the whole app, or of a route whose latency is explained. */
export function Overview({ model }: { readonly model: ReportModel }) {
  const row = tracedRoute(model);
  return row === undefined ? <AllRoutes model={model} /> : <RoutePage row={row} model={model} />;
}

/** What makes requests slow, where the time goes, and which routes cause it. */
function AllRoutes({ model }: { readonly model: ReportModel }) {
  const { filter, sort } = address.value;
  const { wants, problem } = currentSearch();
  const rows = useMemo(
    () => chooseRoutes(model.routes, wants, sort, standardSort(model)),
    [model.routes, filter, problem, sort],
  );
  const { all } = model.counts.routes;
  const fixed = model.status.fixed === true;
  // What explains latencies comes first, and on a phone the table.
  const traced = isTraced(model);
  const chartsLast = traced || model.firstLook !== undefined || isNarrow.value;
  return (
    <>
      <Findings model={model} />
      <Outliers model={model} />
      {!chartsLast && <Charts model={model} />}
      <div class="tools">
        {traced && <h2 class="table-title">Where each route’s time goes</h2>}
        <SearchBox label="Search routes" problem={problem} />
        <p class="soft tally">{partOf(rows.length, all, 'route')}</p>
      </div>
      {rows.length > 0 && <RoutesTable rows={rows} model={model} />}
      {rows.length === 0 && problem === undefined && (
        <NoRoutes lack={lackOfRows('route', filter !== '', model)} fixed={fixed} />
      )}
      <Blocks model={model} />
      <Processes model={model} />
      {chartsLast && <Charts model={model} />}
    </>
  );
}

/** Advice is for files only: a live page shows new requests by itself. */
function NoRoutes({ lack, fixed }: { readonly lack: Lack; readonly fixed: boolean }) {
  return <State title={lack.title}>{fixed && lack.advice !== '' && <p>{lack.advice}</p>}</State>;
}
