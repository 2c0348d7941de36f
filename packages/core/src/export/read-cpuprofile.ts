import type { CallTree } from '../profile/call-tree.ts';
import { elapsedMicrosOf } from '../profile/elapsed-time.ts';
import { LatencyBuilder } from '../profile/latency.ts';
import { LineBuilder } from '../profile/line-builder.ts';
import { workMeasures } from '../profile/measure.ts';
import { TreeBuilder } from '../profile/tree-builder.ts';
import { type RouteWindow, unsampledName, type Window, windowFormat } from '../profile/window.ts';
import { anonymousName } from '../sample/anonymous.ts';
import { type Frame, fileOf, Kind, kindOf } from '../sample/stack-tree.ts';
import { partUrls } from './cpuprofile.ts';
import { parseCpuProfile } from './parse-cpuprofile.ts';
import type { FileFrame, Json } from './profile-json.ts';
import { weighLines } from './weigh-lines.ts';
import { weighNodes } from './weigh-nodes.ts';

/** Where the weight below an outermost node goes: a tree, or one of the sums that have no functions. */
type Destination = TreeBuilder | 'idle' | 'gc';

/**
 * Reads a `.cpuprofile` of V8: from Chrome, VS Code, `node --cpu-prof`, the inspector, or our own `writeCpuProfile`,
 * with the routes of the latter.
 *
 * Weights are the time from each sample to the next, never a number of samples times an interval. Only in a file
 * without `timeDeltas`, each sample (without samples: each hit of `hitCount`) is an equal share of the profile's
 * duration. There is one clock, V8's, so CPU time and wall time are the same here. `(idle)` and
 * `(garbage collector)` go where a window has them, everything that is under no route of ours to the background, and the
 * time before the first sample to `(unsampled)` there. `positionTicks` give each line its share of its function's time. `startMicros` and `endMicros` are the file's: V8's own clock, not
 * the epoch's, but in files of ours. Such a file has no requests, latencies or sources.
 *
 * Whatever the text holds, reading it takes at most 64 bytes of memory for each of its characters (12 in an ordinary
 * profile), and time in proportion.
 *
 * @throws ProfileFormatError for a damaged profile, or anything else.
 */
export function readCpuProfile(file: Json): Window {
  const profile = parseCpuProfile(file);
  const weights = weighNodes(profile);
  const { micros, samples, unsampledMicros } = weights;
  const frames = createFrames(profile.frames);
  const background = newTree();
  const profiler = newTree();
  const routes = new Map<string, TreeBuilder>();
  const sums = { idleMicros: 0, gcMicros: 0, gcSamples: 0 };

  const destinationOf = ({ name, url }: FileFrame): Destination => {
    if (url === partUrls.profiler) return profiler;
    if (url === partUrls.route) {
      const tree = routes.get(name) ?? newTree();
      routes.set(name, tree);
      return tree;
    }
    const kind = kindOf(name, url);
    return kind === Kind.idle ? 'idle' : kind === Kind.gc ? 'gc' : background;
  };

  const destinations: Destination[] = [background];
  /** For each node of the file, the node of its destination's tree. */
  const places = new Int32Array(profile.parent.length);
  for (let node = 0; node < places.length; node++) {
    const above = profile.parent[node] as number;
    const frame = profile.frame[node] as number;
    const fileFrame = profile.frames[frame] as FileFrame;
    if (node > 0)
      destinations.push(above === 0 ? destinationOf(fileFrame) : (destinations[above] as Destination));
    const to = destinations[node] as Destination;
    const weight = micros[node] as number;
    const count = samples[node] as number;
    if (to === 'idle') sums.idleMicros += weight;
    else if (to === 'gc') {
      sums.gcMicros += weight;
      sums.gcSamples += count;
    } else {
      const isTop = node === 0 || (above === 0 && isPart(fileFrame));
      if (!isTop) places[node] = to.child(places[above] as number, frames.numberOf(frame));
      to.add(places[node] as number, count, weight, weight);
    }
  }
  if (unsampledMicros > 0)
    background.add(background.child(0, frames.unsampled()), 0, unsampledMicros, unsampledMicros);

  const lines = new Map<Destination, LineBuilder>();
  for (const { node, line, ...of } of profile.positionTicks
    ? weighLines(profile.positionTicks, weights)
    : []) {
    const to = destinations[node] as Destination;
    // Garbage collection, idle time and the roots are no functions.
    if (to === 'idle' || to === 'gc' || places[node] === 0) continue;
    const builder = lines.get(to) ?? new LineBuilder(workMeasures);
    lines.set(to, builder);
    builder.addSelf(frames.numberOf(profile.frame[node] as number), line, [of.samples, of.micros, of.micros]);
  }
  const treeOf = (builder: TreeBuilder): CallTree => {
    const table = lines.get(builder)?.finish();
    return table === undefined ? builder.finish() : { ...builder.finish(), lines: table };
  };

  const rows = [...routes].map(([name, builder]) => routeOf(name, treeOf(builder)));
  const runtime = {
    ...sums,
    gcCpuMicros: sums.gcMicros,
    background: treeOf(background),
    profiler: treeOf(profiler),
    lost: 0,
  };
  return {
    format: windowFormat,
    sources: [],
    startMicros: Math.round(profile.startMicros),
    endMicros: Math.round(profile.endMicros),
    elapsedMicros: elapsedMicrosOf({ routes: rows, runtime }),
    frames: frames.list,
    routes: rows,
    runtime,
  };
}

/** Nothing but the weight of a route is in such a file. */
function routeOf(name: string, tree: CallTree): RouteWindow {
  const space = name.indexOf(' ');
  return {
    method: name.slice(0, Math.max(0, space)),
    route: name.slice(space + 1),
    requests: 0,
    statusClasses: [0, 0, 0, 0, 0],
    aborted: 0,
    latency: new LatencyBuilder().finish(),
    gcMicros: 0,
    tree,
  };
}

function isPart({ url }: FileFrame): boolean {
  return url === partUrls.route || url === partUrls.background || url === partUrls.profiler;
}

function newTree(): TreeBuilder {
  return new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
}

/** The window's frames: only those that a tree uses. */
function createFrames(fileFrames: readonly FileFrame[]) {
  const list: Frame[] = [];
  const numbers = new Int32Array(fileFrames.length).fill(-1);
  return {
    list,
    numberOf(frame: number): number {
      if (numbers[frame] === -1) {
        const { name, url, line, column } = fileFrames[frame] as FileFrame;
        numbers[frame] = list.push({ name: name || anonymousName, file: fileOf(url), line, column }) - 1;
      }
      return numbers[frame] as number;
    },
    unsampled: (): number => list.push({ name: unsampledName, file: '', line: 0, column: 0 }) - 1,
  };
}
