import { type Came, type CameBetween, cameBetween } from './came.ts';

/** A connection that was accepted: when its turn came, and its place in the queue of its server. */
export interface Accepted {
  readonly came: Came;
  readonly queue: Queue;
  readonly place: number;
}

/** Connections that were accepted in turns without a gap. Those after the first may have waited since the first came. */
interface Queue {
  readonly first: Came;
  /** So far. */
  length: number;
  lastPolledMicros: number;
}

/**
 * The connections of a server that wait to be accepted. Node accepts only one in a turn of its loop (since libuv 1.48), so
 * a connection may wait for many turns.
 */
export class ConnectionQueue {
  #last: Accepted | undefined;

  accept(came: Came): Accepted {
    const queue = this.#queueFor(came);
    queue.length++;
    queue.lastPolledMicros = came.polledMicros;
    this.#last = { came, queue, place: queue.length };
    return this.#last;
  }

  #queueFor(came: Came): Queue {
    const last = this.#last;
    const startOf = (first: Came, length: number): Queue => ({
      ...{ first, length, lastPolledMicros: first.polledMicros },
    });
    if (last === undefined || came.turn > last.came.turn + 1) return startOf(came, 0);
    // When the poll has waited, nothing was in the queue.
    if (last.came.turn < came.turn && last.came.waited && last.came !== last.queue.first) {
      return startOf(last.came, 1);
    }
    return last.queue;
  }
}

/**
 * When a connection came. Connections come independently of each other, so those of a queue are spread evenly over the time
 * in which it was there; and each came before the poll that reported it.
 */
export function connectionCame({ came, queue, place }: Accepted): CameBetween {
  const { first, length, lastPolledMicros } = queue;
  const { polledMicros } = came;
  if (came.waited) return cameBetween(came);
  const { leastMicros, fromMicros } = cameBetween(first);
  if (length === 1) return { leastMicros, fromMicros, toMicros: polledMicros };
  const [others, before] = first.waited ? [length - 1, place - 1] : [length, place];
  const evenly = fromMicros + ((lastPolledMicros - fromMicros) * before) / (others + 1);
  const micros = Math.min(evenly, polledMicros);
  return { leastMicros, fromMicros: micros, toMicros: micros };
}
