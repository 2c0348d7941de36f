import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { thinSpace } from '../../../core/src/presentation/quantity.ts';
import { routeFacts } from '../../../core/src/presentation/route-facts.ts';
import { isOf, partsOf } from '../../../core/src/presentation/traced.ts';
import { hasWaitGraph, waitGraph } from '../data/wait-graph.ts';
import { Link } from '../parts/link.tsx';
import { RouteName } from '../parts/name.tsx';
import { formatDuration } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { thinUnits } from '../text/thin-units.ts';
import { Blocks } from './blocks.tsx';
import { Charts } from './charts.tsx';
import { Delays } from './delays.tsx';
import { Findings } from './findings.tsx';
import { Outliers } from './outliers.tsx';
import { RouteLatency } from './route-latency.tsx';
import { SlowestRequests } from './slowest-requests.tsx';
import { WaitsTable } from './waits-table.tsx';

interface RoutePageProps {
  readonly row: RouteRow;
  readonly model: ReportModel;
}

/** A route's latency, explained: how slow, of what, where, an example, and who is to blame. */
export function RoutePage({ row, model }: RoutePageProps) {
  const parts = partsOf(row);
  if (parts === undefined) return null;
  const { waits, slowest } = model;
  const ofRoute = isOf(row);
  return (
    <article class="route-page" aria-labelledby="route-title">
      <h2 id="route-title">
        <RouteName name={routeName(row)} />
      </h2>
      <p class="soft">{thinUnits(routeFacts(row, model, thinSpace).join(' · '))}</p>
      <Findings model={model} />
      <Outliers model={model} />
      <RouteLatency row={row} parts={parts} model={model} />
      <WaitsTable rows={waits.filter(ofRoute)} model={model} />
      <SlowestRequests requests={slowest.filter(ofRoute)} model={model} />
      <Delays row={row} model={model} />
      <Blocks model={model} />
      <div class="part">
        <h3>
          Flame graphs{' '}
          <span class="soft">
            <Link to={{ view: 'flame', measure: '' }}>
              own work, {formatDuration(row.cpuPerRequestMicros)} per request
            </Link>
            {parts.waitMicros > 0 && hasWaitGraph(model) && (
              <>
                {' · '}
                <Link to={waitGraph}>waits, {formatDuration(parts.waitMicros)} per request</Link>
              </>
            )}
          </span>
        </h3>
      </div>
      <Charts model={model} hasLoop={false} />
    </article>
  );
}
