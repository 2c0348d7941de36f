import { weightOf } from '../profile/call-tree.ts';
import { summableCpuMicros } from '../profile/following.ts';
import { LatencyBuilder, type LatencySketch } from '../profile/latency.ts';
import { type LoopDelays, LoopDelaysBuilder } from '../profile/loop-delays.ts';
import { routeKey } from '../profile/route-key.ts';
import type { RouteName, WaitKind } from '../profile/trace.ts';
import type { Window } from '../profile/window.ts';
import { otherRoute } from '../record/route-name.ts';

/** Sums of one route since the start or the last clear: none of them ever becomes smaller. Times in whole microseconds. */
export interface RowTotals extends RouteName {
  /** Responses by first digit of the status: [1xx, 2xx, 3xx, 4xx, 5xx]. */
  readonly statusClasses: readonly number[];
  readonly aborted: number;
  readonly latency: LatencySketch;
  /** An estimate where not all requests were followed. */
  readonly cpuMicros: number;
  /** Estimates from traced requests. */
  readonly queuedMicros: number;
  readonly waitMicros: ReadonlyMap<WaitKind, number>;
}

/** The same of the whole process. */
export interface Totals {
  /** In the order in which they were seen. */
  readonly rows: readonly RowTotals[];
  readonly loopDelays: LoopDelays;
  readonly backgroundCpuMicros: number;
  readonly gcCpuMicros: number;
  readonly profilerCpuMicros: number;
}

/** Each row takes up to 33 series of a metrics database. */
export const mostRows = 200;
const otherRow: RouteName = { method: '*', route: otherRoute };

/** Adds windows up in place: that takes much less than merging them, because it is done for each, whether anybody asks or not. */
export class TotalsBuilder {
  readonly #rows = new Map<string, RowBuilder>();
  readonly #loopDelays = new LoopDelaysBuilder();
  #backgroundCpuMicros = 0;
  #gcCpuMicros = 0;
  #profilerCpuMicros = 0;

  add({ routes, runtime, loopDelays }: Window): void {
    for (const { traces, ...route } of routes) {
      const waitMicros = new Map<WaitKind, number>();
      for (const { kind, micros } of traces?.sites ?? []) {
        waitMicros.set(kind, (waitMicros.get(kind) ?? 0) + micros);
      }
      this.#addRow({
        ...route,
        cpuMicros: summableCpuMicros(route),
        queuedMicros: (traces?.bins ?? []).reduce((sum, bin) => sum + bin.queuedMicros, 0),
        waitMicros,
      });
    }
    if (loopDelays !== undefined) this.#loopDelays.merge(loopDelays);
    this.#backgroundCpuMicros += weightOf(runtime.background).cpuMicros;
    this.#gcCpuMicros += runtime.gcCpuMicros;
    this.#profilerCpuMicros += weightOf(runtime.profiler).cpuMicros;
  }

  addTotals(totals: Totals): void {
    for (const row of totals.rows) this.#addRow(row);
    this.#loopDelays.merge(totals.loopDelays);
    this.#backgroundCpuMicros += totals.backgroundCpuMicros;
    this.#gcCpuMicros += totals.gcCpuMicros;
    this.#profilerCpuMicros += totals.profilerCpuMicros;
  }

  finish(): Totals {
    return {
      rows: [...this.#rows.values()].map((row) => row.finish()),
      loopDelays: this.#loopDelays.finish(),
      backgroundCpuMicros: this.#backgroundCpuMicros,
      gcCpuMicros: this.#gcCpuMicros,
      profilerCpuMicros: this.#profilerCpuMicros,
    };
  }

  /** Routes beyond the first `mostRows` share a row. */
  #addRow(row: RowTotals): void {
    const isOwn = this.#rows.has(routeKey(row)) || this.#rows.size < mostRows;
    const name = isOwn ? row : otherRow;
    const key = routeKey(name);
    let builder = this.#rows.get(key);
    if (builder === undefined) this.#rows.set(key, (builder = new RowBuilder(name)));
    builder.add(row);
  }
}

class RowBuilder {
  readonly #name: RouteName;
  readonly #statusClasses = [0, 0, 0, 0, 0];
  readonly #latency = new LatencyBuilder();
  readonly #waitMicros = new Map<WaitKind, number>();
  #aborted = 0;
  #cpuMicros = 0;
  #queuedMicros = 0;

  constructor({ method, route }: RouteName) {
    this.#name = { method, route };
  }

  add({ statusClasses, aborted, latency, cpuMicros, queuedMicros, waitMicros }: RowTotals): void {
    for (const i of this.#statusClasses.keys()) {
      this.#statusClasses[i] = (this.#statusClasses[i] ?? 0) + (statusClasses[i] ?? 0);
    }
    this.#latency.merge(latency);
    for (const [kind, micros] of waitMicros) {
      this.#waitMicros.set(kind, (this.#waitMicros.get(kind) ?? 0) + micros);
    }
    this.#aborted += aborted;
    this.#cpuMicros += cpuMicros;
    this.#queuedMicros += queuedMicros;
  }

  finish(): RowTotals {
    return {
      ...this.#name,
      statusClasses: [...this.#statusClasses],
      aborted: this.#aborted,
      latency: this.#latency.finish(),
      cpuMicros: this.#cpuMicros,
      queuedMicros: this.#queuedMicros,
      waitMicros: new Map(this.#waitMicros),
    };
  }
}
