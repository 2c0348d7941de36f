import { type Came, type CameBetween, cameBetween } from './came.ts';

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
}

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
    if (last === undefined || came.turn > last.came.turn + 1) return queueFrom(came);
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
  return { first, polledMicros, leastMicros };
}

/**
 * When a connection came. Connections come independently of each other, so their number grows as evenly as it can while it
 * is never less than the number of those that were accepted.
 */
export function connectionCame({ came, queue, place }: Accepted): CameBetween {
  const { first, polledMicros } = queue;
  const own = cameBetween(came);
  if (came.waited) return own;
  const leastMicros = queue.leastMicros();
  const { fromMicros } = cameBetween(first);
  if (polledMicros.length === 1) return { leastMicros, fromMicros, toMicros: own.toMicros };
  // One that woke the loop is known to have come then.
  const start: Point = first.waited ? [fromMicros, 1] : [fromMicros, 0];
  const points = polledMicros.slice(start[1]).map((micros, i): Point => [micros, start[1] + i + 1]);
  const micros = Math.min(own.toMicros, reached(place - 0.5, [start, ...points]));
  return { leastMicros, fromMicros: micros, toMicros: micros };
}

type Point = readonly [micros: number, count: number];

/** When the least concave line that is nowhere below the points reaches a count. They are in the order of time. */
function reached(count: number, points: readonly Point[]): number {
  const line: Point[] = [];
  for (const point of points) {
    while (line.length > 1 && !isAbove(line.at(-1) as Point, line.at(-2) as Point, point)) line.pop();
    line.push(point);
  }
  const next = Math.max(
    1,
    line.findIndex((point) => point[1] >= count),
  );
  const [[fromMicros, from], [toMicros, to]] = [line[next - 1], line[next]] as [Point, Point];
  return fromMicros + ((toMicros - fromMicros) * (count - from)) / (to - from);
}

/** Whether a point is above the line from one to another. */
function isAbove([micros, count]: Point, [fromMicros, from]: Point, [toMicros, to]: Point): boolean {
  return (count - from) * (toMicros - fromMicros) > (to - from) * (micros - fromMicros);
}
