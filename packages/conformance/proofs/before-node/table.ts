import type { Sent } from './client.ts';
import type { BeforeNodeRun, Burst } from './run.ts';

export interface BeforeNodeResult {
  readonly requests: number;
  /** Per request, beyond the total of the report: what the client has measured, and what the report says. */
  readonly measuredMicros: number;
  readonly estimateMicros: number;
  readonly boundMicros: number;
  readonly pairs: readonly Pair[];
  readonly blame: readonly Blame[];
}

/** A request as the client and as the report know it. */
export interface Pair {
  readonly sent: Sent;
  readonly estimateMicros: number;
  readonly boundMicros: number;
  /** From when it was in the socket until the middleware had it. On a busy machine, the app may have waited for a core. */
  readonly waitedMicros: number;
  /** For how long of that the app had blocked its loop, by its own clock. */
  readonly blockedMicros: number;
}

/** Time before Node while the app blocked, per request. */
export interface Blame {
  readonly by: string;
  readonly truthMicros: number;
  readonly reportedMicros: number;
}

const isReader = ({ route }: { readonly route: string }): boolean => route.startsWith('/read/');

export function judgeBeforeNode({ report, sent, bursts, epochToMonotonic }: BeforeNodeRun): BeforeNodeResult {
  const readers = sent.filter(isReader);
  const rows = report.routes.filter(isReader);
  const requests = readers.length;
  const traced = rows.reduce((sum, row) => sum + row.latencyParts.traced, 0);
  const mean = (part: 'totalMicros' | 'beforeNodeMicros' | 'beforeNodeMaxMicros'): number =>
    rows.reduce((sum, { latencyParts }) => sum + latencyParts[part] * latencyParts.traced, 0) / traced;
  const clientMicros =
    readers.reduce((sum, { fromMicros, answeredMicros }) => sum + answeredMicros - fromMicros, 0) / requests;
  return {
    requests,
    measuredMicros: clientMicros - mean('totalMicros'),
    estimateMicros: mean('beforeNodeMicros'),
    boundMicros: mean('beforeNodeMaxMicros'),
    pairs: pairsOf(report.slowest.filter(isReader), readers, { bursts, epochToMonotonic }),
    blame: ['/block', '/later'].map((by) => ({
      by,
      truthMicros: readers.reduce((sum, one) => sum + blockedMicros(one, bursts, by), 0) / requests,
      reportedMicros:
        report.blame
          .filter((row) => isReader(row) && row.byRoute === by)
          .reduce((sum, row) => sum + row.beforeNodeMicros * tracedOf(row.route), 0) / traced,
    })),
  };

  function tracedOf(name: string): number {
    return rows.find(({ route }) => route === name)?.latencyParts.traced ?? 0;
  }
}

function pairsOf(
  traces: BeforeNodeRun['report']['slowest'],
  readers: readonly Sent[],
  { bursts, epochToMonotonic }: Pick<BeforeNodeRun, 'bursts' | 'epochToMonotonic'>,
): Pair[] {
  return traces.map((trace) => {
    const beganMicros = trace.at + epochToMonotonic;
    const sent = readers
      .filter(({ route }) => route === trace.route)
      .reduce((nearest, one) =>
        Math.abs(one.handledMicros - beganMicros) < Math.abs(nearest.handledMicros - beganMicros)
          ? one
          : nearest,
      );
    return {
      sent,
      estimateMicros: trace.beforeNodeMicros,
      boundMicros: trace.beforeNodeMaxMicros,
      waitedMicros: beganMicros - sent.sentMicros,
      blockedMicros: blockedMicros(sent, bursts),
    };
  });
}

/** Behind one route, or all. */
function blockedMicros({ sentMicros, handledMicros }: Sent, bursts: readonly Burst[], by?: string): number {
  return bursts.reduce((sum, { route, fromMicros, toMicros }) => {
    const micros = Math.min(toMicros, handledMicros) - Math.max(fromMicros, sentMicros);
    return (by === undefined || route === by) && micros > 0 ? sum + micros : sum;
  }, 0);
}
