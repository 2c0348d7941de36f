import { type LatencySketch, quantileMicros, spreadOfMean } from '../profile/latency.ts';
import type { JudgedChange, LatencyChange } from './comparison.ts';
import { changeOf, judge } from './judge.ts';
import { latencyNoise, meanChange, quantileChange, shareChange } from './measured.ts';
import { commonDrift, type Drift, type Estimate } from './significance.ts';

const figures = ['mean', 'p50', 'p95', 'p99'] as const;
const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
/** Errors are nothing that a machine does. */
const noDrift: Drift = { logRatio: 0, spread: 0, error: 0, isKnown: true };

/** How routes answered before and after: their latencies. The drift is that of the medians. */
export function compareLatencies(
  routes: readonly { readonly base: LatencySketch; readonly head: LatencySketch }[],
): { readonly latencies: readonly LatencyChange[]; readonly drift: Drift } {
  const compared = figures.map((figure) => {
    const all = routes.map(({ base, head }) => ({
      before: latencyOf(base, figure),
      after: latencyOf(head, figure),
      estimate: figure === 'mean' ? meanChange(base, head) : quantileChange(base, head, quantiles[figure]),
    }));
    const drift = commonDrift(
      all.flatMap(({ estimate }): Estimate[] => (estimate === undefined ? [] : [estimate])),
      latencyNoise,
    );
    // The figures share the permitted error, and each drifts in its own way: crowds lengthen tails most.
    return { judged: judge(all, drift, figures.length), drift };
  });
  const latencies = routes.map(({ base, head }, i): LatencyChange => {
    const of = (figure: (typeof figures)[number]) =>
      compared[figures.indexOf(figure)]?.judged[i] as JudgedChange;
    const max = changeOf(base.maxMicros, head.maxMicros);
    return { mean: of('mean'), p50: of('p50'), p95: of('p95'), p99: of('p99'), max };
  });
  return { latencies, drift: compared[figures.indexOf('p50')]?.drift as Drift };
}

function latencyOf(sketch: LatencySketch, figure: (typeof figures)[number]): number {
  return Math.round(
    figure === 'mean' ? spreadOfMean(sketch).mean : quantileMicros(sketch, quantiles[figure]),
  );
}

interface Answered {
  readonly requests: number;
  readonly errors: number;
}

/** Errors as a share of requests, before and after. */
export function compareErrors(
  routes: readonly { readonly base: Answered; readonly head: Answered }[],
): JudgedChange[] {
  return judge(
    routes.map(({ base, head }) => ({
      before: base.errors / (base.requests || 1),
      after: head.errors / (head.requests || 1),
      estimate: shareChange(
        { count: base.errors, of: base.requests },
        { count: head.errors, of: head.requests },
      ),
    })),
    noDrift,
  );
}
