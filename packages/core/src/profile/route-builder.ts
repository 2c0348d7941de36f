import type { RouteEntry } from '../record/route-table.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { emptyTree } from './call-tree.ts';
import { bytesOfFollowing, FollowingBuilder } from './following.ts';
import type { Held } from './held.ts';
import { LatencyBuilder } from './latency.ts';
import type { RouteTracesBuilder } from './route-traces-builder.ts';
import type { Trace } from './trace.ts';
import type { TreeBuilder } from './tree-builder.ts';
import { addWaits, waitsName } from './wait-tree.ts';
import type { RouteWindow } from './window.ts';

/** A row, its sketch without bins, and its list of statuses. */
const bytesPerRow = 450;

/** A row of a window that is being filled. Most rows have requests only, so the rest is made when it is needed. */
export class RouteBuilder {
  readonly #entry: RouteEntry;
  readonly #held: Held;
  #following: FollowingBuilder | undefined;
  readonly #latency: LatencyBuilder;
  readonly #statusClasses = [0, 0, 0, 0, 0];
  #tree: TreeBuilder | undefined;
  #waits: TreeBuilder | undefined;
  #traces: RouteTracesBuilder | undefined;
  #requests = 0;
  #aborted = 0;
  #gcMicros = 0;

  /** @param mayFollowFewer Whether a budget may keep requests from being followed. */
  constructor(entry: RouteEntry, held: Held, mayFollowFewer: boolean) {
    this.#entry = entry;
    this.#held = held;
    this.#latency = new LatencyBuilder(held);
    held.bytes += bytesPerRow;
    if (mayFollowFewer) this.#startFollowing();
  }

  /** Absent while each request stands for itself. @param weight Of a request that is to be added. */
  following(weight: number): FollowingBuilder | undefined {
    return weight === 1 ? this.#following : (this.#following ?? this.#startFollowing());
  }

  #startFollowing(): FollowingBuilder {
    this.#held.bytes += bytesOfFollowing;
    return (this.#following = new FollowingBuilder(this.#requests));
  }

  addRequest(status: number, latencyMicros: number, aborted: number): void {
    this.#requests++;
    this.#aborted += aborted;
    // 0 stands for a client that left before anything was answered.
    if (status >= 100) {
      const statusClass = Math.min(5, Math.floor(status / 100)) - 1;
      this.#statusClasses[statusClass] = (this.#statusClasses[statusClass] as number) + 1;
    }
    this.#latency.add(latencyMicros);
  }

  addGc(micros: number): void {
    this.#gcMicros += micros;
  }

  treeOf(newTree: () => TreeBuilder): TreeBuilder {
    return (this.#tree ??= newTree());
  }

  addTrace(trace: Trace, newTraces: () => RouteTracesBuilder): void {
    (this.#traces ??= newTraces()).add(trace);
  }

  addWaits(trace: Trace, newTree: () => TreeBuilder, numberOf: (frame: Frame) => number): void {
    addWaits((this.#waits ??= newTree()), trace, numberOf);
  }

  keepTraces(most: number): void {
    this.#traces?.keepTraces(most);
  }

  /** The row as it is now. */
  finish(): RouteWindow {
    const { method, route } = this.#entry;
    const waits = this.#waits?.finish() ?? emptyTree;
    return {
      method,
      route,
      requests: this.#requests,
      statusClasses: [...this.#statusClasses],
      aborted: this.#aborted,
      latency: this.#latency.finish(),
      gcMicros: this.#gcMicros,
      tree: this.#tree?.finish() ?? emptyTree,
      ...(waits !== emptyTree && { others: { [waitsName]: waits } }),
      ...(this.#traces && { traces: this.#traces.finish(true) }),
      ...(this.#following && { following: this.#following.finish() }),
    };
  }
}
