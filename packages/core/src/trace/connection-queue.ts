import { type Came, type CameBetween, cameBetween } from './came.ts';
import { expectedCounts } from './expected-counts.ts';

/** A connection that was accepted: what its turn says, and its place in the queue of its server, from 1. */
export interface Accepted {
  readonly came: Came;
  readonly queue: Queue;
  readonly place: number;
}

/** Connections that were accepted in turns without a gap. Those after the first may have waited since the first came. */
interface Queue {
  readonly first: Came;
  /** None came before this. */
  readonly leastMicros: () => number;
  /** When the polls ended that reported them. */
  readonly polledMicros: number[];
  /** How their number has grown, so far as it was worked out. */
  growth: readonly Point[];
}

type Point = readonly [micros: number, count: number];

/** A longer queue is taken for several. */
const longest = 1_000;

/**
 * The connections of a server that wait to be accepted. libuv accepts only one in a turn of the loop, so a connection may
 * wait for many turns.
 */
export class ConnectionQueue {
  #last: Accepted | undefined;

  accept(came: Came): Accepted {
    const queue = this.#queueFor(came);
    queue.polledMicros.push(came.polledMicros);
    this.#last = { came, queue, place: queue.polledMicros.length };
    return this.#last;
  }

  #queueFor(came: Came): Queue {
    const last = this.#last;
    if (last === undefined || !came.isKnown || came.turn > last.came.turn + 1) return queueFrom(came);
    // When the poll has waited, nobody was in the queue.
    const hasWaited = last.came.turn < came.turn && last.came.waited && last.came !== last.queue.first;
    if (hasWaited) return queueFrom(last.came, [last.came.polledMicros]);
    if (last.place < longest) return last.queue;
    return queueFrom(came, [], last.queue.leastMicros);
  }
}

function queueFrom(
  first: Came,
  polledMicros: number[] = [],
  leastMicros = (): number => cameBetween(first).leastMicros,
): Queue {
  return { first, polledMicros, leastMicros, growth: [] };
}

/** When a connection came, if connections come independently of each other. */
export function connectionCame({ came, queue, place }: Accepted): CameBetween {
  const own = cameBetween(came);
  if (came.waited) return own;
  const leastMicros = queue.leastMicros();
  if (queue.polledMicros.length === 1) {
    return { leastMicros, fromMicros: cameBetween(queue.first).fromMicros, toMicros: own.toMicros };
  }
  const micros = Math.min(own.toMicros, reached(place - 0.5, growthOf(queue)));
  return { leastMicros, fromMicros: micros, toMicros: micros };
}

/** Working out the exact growth of a longer queue takes too long. */
const mostExact = 32;

/** How the number of connections has grown: never less than that of those which were accepted. */
function growthOf(queue: Queue): readonly Point[] {
  const { first, polledMicros, growth } = queue;
  if (growth.length === polledMicros.length + (first.waited ? 0 : 1)) return growth;
  // One that woke the loop is known to have come then.
  const start: Point = [cameBetween(first).fromMicros, first.waited ? 1 : 0];
  const times = [start[0], ...polledMicros.slice(start[1])];
  const counts =
    times.length <= mostExact
      ? expectedCounts(times.slice(1).map((micros, i) => Math.max(0, micros - (times[i] as number))))
      : leastConcave(times);
  queue.growth = times.map((micros, i): Point => [micros, start[1] + (counts[i] as number)]);
  return queue.growth;
}

/** The least line that bends only downwards and is at least i at the i-th time: as even as a growth can be. */
function leastConcave(times: readonly number[]): number[] {
  const corners: number[] = [];
  const isNeeded = (from: number, at: number, to: number): boolean => {
    const [start, middle, end] = [times[from], times[at], times[to]] as [number, number, number];
    return (at - from) * (end - start) > (to - from) * (middle - start);
  };
  for (const i of times.keys()) {
    while (corners.length > 1 && !isNeeded(corners.at(-2) as number, corners.at(-1) as number, i))
      corners.pop();
    corners.push(i);
  }
  const points = corners.map((i): Point => [times[i] as number, i]);
  let at = 1;
  return times.map((micros) => {
    while (at < points.length - 1 && micros > (points[at] as Point)[0]) at++;
    const [[fromMicros, from], [toMicros, to]] = [points[at - 1], points[at]] as [Point, Point];
    return toMicros === fromMicros
      ? to
      : from + ((to - from) * (micros - fromMicros)) / (toMicros - fromMicros);
  });
}

/** When a line reaches a count. */
function reached(count: number, line: readonly Point[]): number {
  const next = Math.max(
    1,
    line.findIndex((point) => point[1] >= count),
  );
  const [[fromMicros, from], [toMicros, to]] = [line[next - 1], line[next]] as [Point, Point];
  return to === from ? toMicros : fromMicros + ((toMicros - fromMicros) * (count - from)) / (to - from);
}
