import { mapSteps } from '../in-turns.ts';
import { jsonListSteps } from '../json-list.ts';
import { weightOf, workColumns } from '../profile/call-tree.ts';
import type { Measure } from '../profile/measure.ts';
import { microsOfUnit } from '../profile/time-units.ts';
import type { Window } from '../profile/window.ts';
import { type Frame, fileOf } from '../sample/stack-tree.ts';
import { createRounding } from '../sample/weigh.ts';
import { type ProfilePart, partsOf } from './parts.ts';

/** A function as V8 names it. Lines and columns are from 0, and -1 where there is none. */
interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount: number;
  readonly children: number[];
}

/** The `url` of an outermost node that is not a function. */
export const partUrls = {
  route: 'routeprof:route',
  background: 'routeprof:background',
  profiler: 'routeprof:profiler',
} as const;

const rootId = 1;
/** Speedscope and DevTools show these below the stack of the sample before. */
const shownBelowPrevious: ReadonlySet<string> = new Set(['(garbage collector)', '(program)']);

/**
 * V8's `.cpuprofile`, as Chrome's DevTools, VS Code and speedscope open it. The outermost nodes are the routes,
 * `(background)`, `(profiler)`, and V8's own `(garbage collector)` and `(idle)`.
 *
 * Weights are time on the event loop in whole microseconds, because the format has one clock. With the idle time they add
 * up to the window's `elapsedMicros`. Sums over many requests have no order in time, so each node's self time becomes one
 * sample, followed by what it called: the chart's axis is not the time of day, but every length in it is right, and so
 * are self and total times. `hitCount` is the number of samples. For a measure that is not a time, one unit (one byte,
 * say) is drawn as one microsecond.
 */
export function* cpuProfileSteps(window: Window, measure?: Measure): Generator<void, string> {
  const microsPerUnit = microsOfUnit(measure?.unit ?? 'microseconds') ?? 1;
  const callFrames = yield* callFrameSteps(window.frames);
  const root = nodeOf(rootId, nativeCallFrame('(root)'), 0);
  const nodes = [root];
  const track = createTrack();
  const append = (
    parent: ProfileNode,
    callFrame: CallFrame,
    hitCount: number,
    micros: number,
  ): ProfileNode => {
    const node = nodeOf(nodes.length + 1, callFrame, hitCount);
    nodes.push(node);
    parent.children.push(node.id);
    if (micros > 0 && shownBelowPrevious.has(callFrame.functionName)) track.append(parent.id, 0);
    if (micros > 0) track.append(node.id, micros);
    return node;
  };
  const parts = partsOf(window);
  const hasWall = parts.some(({ tree }) => weightOf(tree).wallMicros > 0);
  const round = createRounding();
  for (const part of parts) {
    const { parent, frame } = part.tree;
    const { samples, wallMicros, cpuMicros } = workColumns(part.tree);
    // A file of another tool may have only CPU time.
    const weights = hasWall ? wallMicros : cpuMicros;
    const ofTree: ProfileNode[] = [];
    for (let i = 0; i < parent.length; i++) {
      ofTree[i] = append(
        ofTree[parent[i] as number] ?? root,
        i === 0 ? partCallFrame(part) : (callFrames[frame[i] as number] as CallFrame),
        samples[i] as number,
        round((weights[i] as number) * microsPerUnit),
      );
      yield;
    }
  }
  append(root, nativeCallFrame('(idle)'), 0, window.runtime.idleMicros);
  const { samples, timeDeltas, micros } = track.finish();
  const startTime = window.startMicros;
  const times = JSON.stringify({ startTime, endTime: startTime + micros }).slice(1, -1);
  const out = ['{"nodes":'];
  yield* jsonListSteps(nodes, out);
  out.push(`,${times},"samples":`);
  yield* jsonListSteps(samples, out);
  out.push(',"timeDeltas":');
  yield* jsonListSteps(timeDeltas, out);
  out.push('}');
  return out.join('');
}

/**
 * Samples one after another. For all readers a sample lasts until the next one, so its time is the *next* delta, and a
 * final sample in `(root)` ends the last one.
 */
function createTrack() {
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let micros = 0;
  let pending = 0;
  const append = (id: number, duration: number): void => {
    samples.push(id);
    timeDeltas.push(pending);
    pending = duration;
    micros += duration;
  };
  return {
    append,
    finish() {
      append(rootId, 0);
      return { samples, timeDeltas, micros };
    },
  };
}

function nodeOf(id: number, callFrame: CallFrame, hitCount: number): ProfileNode {
  return { id, callFrame, hitCount, children: [] };
}

function nativeCallFrame(functionName: string, url = ''): CallFrame {
  return { functionName, scriptId: '0', url, lineNumber: -1, columnNumber: -1 };
}

function partCallFrame({ kind, name }: ProfilePart): CallFrame {
  return nativeCallFrame(name, kind === 'gc' ? '' : partUrls[kind]);
}

function callFrameSteps(frames: readonly Frame[]): Generator<void, CallFrame[]> {
  // Readers tell functions apart by script and position.
  const scripts = new Map([['', 0]]);
  return mapSteps(frames, ({ name, file, line, column }) => {
    if (!scripts.has(file)) scripts.set(file, scripts.size);
    return {
      functionName: name,
      scriptId: String(scripts.get(file)),
      url: urlOf(file),
      lineNumber: line - 1,
      columnNumber: column - 1,
    };
  });
}

/** `file:///app/a.js`, so that editors find the file. A name that would not survive the conversion stays as it is. */
function urlOf(file: string): string {
  if (!/^(\/|[A-Za-z]:[\\/])/.test(file)) return file;
  const path = file.startsWith('/') ? file : `/${file}`;
  const url = `file://${path.replace(/[%?#\s]/g, encodeURIComponent)}`;
  return fileOf(url) === file ? url : file;
}
