import type { SlowRequest, SlowStep } from '../presentation/model/latency-rows.ts';
import type { Trace, TraceStep } from '../profile/trace.ts';
import { describeSite, frameOf, type SiteNames } from './site-names.ts';

/** A traced request as it is shown, with its time line. */
export function slowRequest(trace: Trace, names: SiteNames): SlowRequest {
  return {
    id: trace.id,
    at: trace.atMicros,
    method: trace.method,
    route: trace.route,
    status: trace.status,
    isForced: trace.isForced,
    isCut: trace.isCut,
    cpuMicros: trace.cpuMicros,
    onCpuMicros: trace.onCpuMicros,
    gcMicros: trace.gcMicros,
    queuedMicros: trace.queuedMicros,
    waitMicros: trace.waitMicros,
    totalMicros: trace.totalMicros,
    tracingMicros: trace.tracingMicros,
    beforeNodeMicros: trace.beforeNodeMicros,
    beforeNodeMaxMicros: trace.beforeNodeMaxMicros,
    steps: trace.steps.map((step) => slowStep(step, trace, names)),
  };
}

function slowStep(step: TraceStep, { waits, blame }: Trace, names: SiteNames): SlowStep {
  const { kind, startMicros, micros } = step;
  const wait = waits[step.wait];
  const by = blame[step.by];
  return {
    ...{ kind, startMicros, micros },
    ...(wait && { wait: waitOf(wait, names) }),
    ...(by && { by: { method: by.method, route: by.route } }),
  };
}

function waitOf(wait: Trace['waits'][number], names: SiteNames): NonNullable<SlowStep['wait']> {
  const { kind, target, operation, library } = wait;
  const { name, file, line, column } = describeSite(frameOf(wait), names);
  return { kind, target, operation, library, name, file, line, column };
}
