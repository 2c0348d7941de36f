import type { BlameSums, PartsBin, SiteWaits } from '../profile/route-traces.ts';
import { type Trace, type TraceBlame, type WaitKind, type WaitTarget, waitKinds } from '../profile/trace.ts';
import { lastTraceBin } from '../profile/trace-bins.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { RowReader } from './columns-json.ts';
import { damaged, text, whole } from './field-json.ts';

export const frameReader: RowReader<Frame> = { name: text, file: text, line: whole, column: whole };

export const targetReader: RowReader<WaitTarget> = {
  kind: waitKind,
  target: text,
  operation: text,
  library: text,
};

export const binReader: RowReader<PartsBin> = {
  bin: traceBin,
  traced: whole,
  weightMilli: whole,
  cpuMicros: whole,
  onCpuMicros: whole,
  gcMicros: whole,
  queuedMicros: whole,
  waitMicros: whole,
  tracingMicros: whole,
  arrivals: whole,
  arrivalMilli: whole,
  beforeNodeMicros: whole,
  beforeNodeMaxMicros: whole,
};

/** A site has its frame in the same row. */
export const siteReader: RowReader<Omit<SiteWaits, 'frame'> & Frame> = {
  ...frameReader,
  ...targetReader,
  traced: whole,
  weightMilli: whole,
  operationsMilli: whole,
  mostOperations: whole,
  micros: whole,
  parallelMicros: whole,
  threadMicros: whole,
};

export const blameSumsReader: RowReader<BlameSums> = {
  method: text,
  route: text,
  micros: whole,
  beforeNodeMicros: whole,
  weightMilli: whole,
  onlyBeforeMilli: whole,
};

export const blameReader: RowReader<TraceBlame> = {
  method: text,
  route: text,
  micros: whole,
  beforeNodeMicros: whole,
};

export const traceReader: RowReader<Omit<Trace, 'waits' | 'blame' | 'steps'>> = {
  id: text,
  method: text,
  route: text,
  atMicros: whole,
  status: whole,
  weightMilli: whole,
  isForced: flag,
  isCut: flag,
  cpuMicros: whole,
  onCpuMicros: whole,
  gcMicros: whole,
  queuedMicros: whole,
  waitMicros: whole,
  totalMicros: whole,
  tracingMicros: whole,
  beforeNodeMicros: whole,
  beforeNodeMaxMicros: whole,
  isArrivalKnown: flag,
};

/** A kind that only a later version knows is none of ours. */
function waitKind(value: unknown): WaitKind {
  const given = text(value);
  return waitKinds.find((kind) => kind === given) ?? 'other';
}

function traceBin(value: unknown): number {
  const bin = whole(value);
  return bin <= lastTraceBin ? bin : damaged();
}

function flag(value: unknown): boolean {
  return typeof value === 'boolean' ? value : damaged();
}
