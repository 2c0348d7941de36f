import { functionName } from '../presentation/names.ts';
import { workColumns } from '../profile/call-tree.ts';
import { cpuMeasure, type Measure } from '../profile/measure.ts';
import type { Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { type ProfilePart, partsOf } from './parts.ts';

interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly col?: number;
}

const units = ['none', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes'] as const;
type Unit = (typeof units)[number];

/** Stacks, outermost frame first, as indexes into the shared frames. */
interface SampledProfile {
  readonly type: 'sampled';
  readonly name: string;
  readonly unit: Unit;
  readonly startValue: 0;
  readonly endValue: number;
  readonly samples: number[][];
  readonly weights: number[];
}

/**
 * Speedscope's own JSON format: a profile for each route, `(background)`, `(profiler)` and `(garbage collector)`. Weights
 * are CPU time in whole microseconds, or another measure; those of all profiles add up to all of the window's. The
 * outermost frame is the profile's name, because time may be spent outside of any function. Stacks are in no order of
 * time, so the views to use are "Left Heavy" and "Sandwich".
 *
 * (https://www.speedscope.app/file-format-schema.json)
 */
export function writeSpeedscope(window: Window, measure: Measure = cpuMeasure): string {
  const unit = units.find((known) => known === measure.unit) ?? 'none';
  const parts = partsOf(window);
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'routeprof',
    name: window.sources[0]?.service || 'routeprof',
    activeProfileIndex: 0,
    shared: { frames: [...window.frames.map(frameOf), ...parts.map(({ name }) => ({ name }))] },
    profiles: parts.map((part, i) => profileOf(part, window.frames.length + i, unit)),
  });
}

function frameOf(frame: Frame): SpeedscopeFrame {
  const { file, line, column } = frame;
  return {
    name: functionName(frame),
    ...(file === '' ? {} : { file }),
    ...(line === 0 ? {} : { line, col: column }),
  };
}

function profileOf({ name, tree }: ProfilePart, ownFrame: number, unit: Unit): SampledProfile {
  const samples: number[][] = [];
  const weights: number[] = [];
  let endValue = 0;
  const { cpuMicros } = workColumns(tree);
  /** The stack of the current node: parents come first, so most of it is the stack of the one before. */
  const nodes: number[] = [];
  const stack: number[] = [];
  for (let node = 0; node < tree.parent.length; node++) {
    while (nodes.length > 0 && nodes.at(-1) !== tree.parent[node]) {
      nodes.pop();
      stack.pop();
    }
    nodes.push(node);
    stack.push(node === 0 ? ownFrame : (tree.frame[node] as number));
    const micros = cpuMicros[node] as number;
    if (micros === 0) continue;
    samples.push([...stack]);
    weights.push(micros);
    endValue += micros;
  }
  return { type: 'sampled', name, unit, startValue: 0, endValue, samples, weights };
}
