import { mapSteps } from '../in-turns.ts';
import { jsonListSteps } from '../json-list.ts';
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

/** Beside it, `samples` and `weights`: stacks, outermost frame first, as indexes into the shared frames. */
interface SampledProfile {
  readonly type: 'sampled';
  readonly name: string;
  readonly unit: Unit;
  readonly startValue: 0;
  readonly endValue: number;
}

/**
 * Speedscope's own JSON format: a profile for each route, `(background)`, `(profiler)` and `(garbage collector)`. Weights
 * are CPU time in whole microseconds, or another measure; those of all profiles add up to all of the window's. The
 * outermost frame is the profile's name, because time may be spent outside of any function. Stacks are in no order of
 * time, so the views to use are "Left Heavy" and "Sandwich".
 *
 * (https://www.speedscope.app/file-format-schema.json)
 */
export function* speedscopeSteps(window: Window, measure: Measure = cpuMeasure): Generator<void, string> {
  const unit = units.find((known) => known === measure.unit) ?? 'none';
  const parts = partsOf(window);
  const head = JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'routeprof',
    name: window.sources[0]?.service || 'routeprof',
    activeProfileIndex: 0,
  });
  const frames = [...(yield* mapSteps(window.frames, frameOf)), ...parts.map(({ name }) => ({ name }))];
  const out = [`${head.slice(0, -1)},"shared":{"frames":`];
  yield* jsonListSteps(frames, out);
  out.push('},"profiles":[');
  for (const [i, part] of parts.entries()) {
    if (i > 0) out.push(',');
    yield* profileSteps(part, window.frames.length + i, unit, out);
  }
  out.push(']}');
  return out.join('');
}

function frameOf(frame: Frame): SpeedscopeFrame {
  const { file, line, column } = frame;
  return {
    name: functionName(frame),
    ...(file === '' ? {} : { file }),
    ...(line === 0 ? {} : { line, col: column }),
  };
}

function* profileSteps(
  { name, tree }: ProfilePart,
  ownFrame: number,
  unit: Unit,
  out: string[],
): Generator<void, void> {
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
    yield;
    const micros = cpuMicros[node] as number;
    if (micros === 0) continue;
    samples.push([...stack]);
    weights.push(micros);
    endValue += micros;
  }
  const head: SampledProfile = { type: 'sampled', name, unit, startValue: 0, endValue };
  out.push(`${JSON.stringify(head).slice(0, -1)},"samples":`);
  yield* jsonListSteps(samples, out);
  out.push(',"weights":');
  yield* jsonListSteps(weights, out);
  out.push('}');
}
