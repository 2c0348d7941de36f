import type {
  Answer,
  Comparison,
  FunctionChange,
  RouteChange,
  Verdict,
} from '../presentation/model/comparison.ts';

/** Whether a figure changed by more than noise. */
export function isSure({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict !== 'same' && verdict !== 'unsure';
}

/** Whether any judged figure of a row changed. */
export function isChanged(row: RouteChange | FunctionChange | { readonly verdict: Verdict }): boolean {
  if (isSure(row)) return true;
  if (!('latencyMicros' in row)) return false;
  const { latencyMicros, latencyParts, waits, errors } = row;
  const { cpuMicros, gcMicros, queuedMicros, waitMicros } = latencyParts;
  return (
    [latencyMicros.p95, errors, cpuMicros, gcMicros, queuedMicros, waitMicros].some(isSure) ||
    waits.some(({ micros }) => isSure(micros))
  );
}

/** The verdict on each quantity: a sure change of any row or of the whole, slower first; else that of the whole. */
export function verdictsOf({
  routes,
  functions,
  overall,
}: Pick<Comparison, 'routes' | 'functions' | 'overall'>): Comparison['verdicts'] {
  return {
    cpu: answerOf([...routes, ...functions], overall.cpuPerRequestMicros),
    latency: answerOf(
      routes.map(({ latencyMicros }) => latencyMicros.p95),
      overall.latencyMicros.p95,
    ),
    errors: answerOf(
      routes.map(({ errors }) => errors),
      overall.errors,
    ),
  };
}

/** The verdict on all quantities together: slower if any of them is. */
export function worst({ cpu, latency, errors }: Comparison['verdicts']): Answer {
  const all = [cpu, latency, errors];
  return all.find((one) => one === 'slower') ?? all.find((one) => one === 'faster') ?? cpu;
}

function answerOf(
  rows: readonly { readonly verdict: Verdict }[],
  whole: { readonly verdict: Verdict },
): Answer {
  const all = [whole, ...rows];
  for (const verdict of ['slower', 'faster'] as const) {
    if (all.some((row) => row.verdict === verdict)) return verdict;
  }
  return whole.verdict === 'same' ? 'same' : 'unsure';
}
