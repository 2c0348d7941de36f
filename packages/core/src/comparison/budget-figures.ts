import type {
  Change,
  Comparison,
  FunctionChange,
  JudgedChange,
  RouteChange,
} from '../presentation/model/comparison.ts';
import { loopDelayOf } from '../profile/loop-delays.ts';
import type { Window } from '../profile/window.ts';
import type { Budget } from './budget.ts';
import { isLoopMetric, type Metric, type TracedMetric } from './budget-metrics.ts';
import { namePattern } from './name-pattern.ts';

/** What a budget is about, and its figure. */
export interface Found {
  /** `GET /search`, `priceOf (src/orders.ts)`, or `''` for all requests. */
  readonly subject: string;
  /** `undefined` when nothing, or too little, was measured. */
  readonly figure: (Change & Partial<JudgedChange>) | undefined;
  /** How many traces the figure rests on; of two profiles, in the one that has fewer. Absent for other figures. */
  readonly traced?: number;
  /** For a budget of what nothing waits for: what is waited for. */
  readonly targets?: readonly string[];
}

type UntracedMetric = Exclude<Metric, TracedMetric>;

export function comparedFigures(
  { subject }: Budget,
  metric: UntracedMetric,
  comparison: Comparison,
  head: Window,
): Found[] {
  if (subject.kind === 'loop-delay') return [loopDelayFigure(metric, head)];
  if (subject.kind === 'all') return [{ subject: '', figure: overallFigure(comparison, metric) }];
  if (subject.kind === 'function') {
    const isWanted = namePattern(subject.name);
    return comparison.functions
      .filter(({ name }) => isWanted(name))
      .map((row) => ({
        subject: row.file === '' ? row.name : `${row.name} (${row.file})`,
        figure: functionFigure(row, metric),
      }));
  }
  const isMethod = namePattern(subject.method);
  const isRoute = namePattern(subject.pattern);
  return comparison.routes
    .filter(({ method, route }) => isMethod(method) && isRoute(route))
    .map((row) => ({
      subject: `${row.method} ${row.route}`,
      figure: routeFigure(row, metric, comparison.head.samples),
    }));
}

/** Of the head alone. */
function loopDelayFigure(metric: Metric, window: Window): Found {
  const subject = 'the event loop’s delay';
  if (window.loopDelays === undefined || !isLoopMetric(metric)) return { subject, figure: undefined };
  const after = loopDelayOf(window)[metric];
  return { subject, figure: { before: after, after } };
}

function overallFigure({ overall, head }: Comparison, metric: UntracedMetric): Found['figure'] {
  if (metric === 'requests') return overall.requests;
  if (head.commonRequests === 0) return undefined;
  if (head.samples === 0 && sampledMetrics.has(metric)) return undefined;
  if (metric === 'errors') return overall.errors;
  if (metric === 'share') return { before: 1, after: 1 };
  if (metric === 'cpu/request') return overall.cpuPerRequestMicros;
  if (metric === 'wall/request') return overall.wallPerRequestMicros;
  return overall.latencyMicros[metric];
}

/** Unknown in a profile without samples. A single route without samples is merely cheap, unless no request was followed. */
const sampledMetrics: ReadonlySet<Metric> = new Set(['cpu/request', 'wall/request', 'share']);

function routeFigure(row: RouteChange, metric: UntracedMetric, samples: number): Found['figure'] {
  if (metric === 'requests') return row.requests;
  if (row.requests.after === 0 || ((samples === 0 || row.followed.after === 0) && sampledMetrics.has(metric)))
    return undefined;
  if (metric === 'share') return row.share;
  if (metric === 'errors') return row.errors;
  if (metric === 'cpu/request') return row.cpuPerRequestMicros;
  if (metric === 'wall/request') return row.wallPerRequestMicros;
  return row.latencyMicros[metric];
}

function functionFigure(row: FunctionChange, metric: UntracedMetric): Found['figure'] {
  const { selfCpuPerRequestMicros: self, totalCpuPerRequestMicros: total } = row;
  // Renamed, or never called by this load.
  if (total.after === 0) return undefined;
  if (metric === 'share') return row.share;
  // Both profiles have it, and only its callees took time.
  const isIdle = self.before === 0 && self.after === 0 && total.before > 0;
  return isIdle ? { ...self, change: 0, p: 1 } : self;
}
