import { foldBlame, foldSites } from './fold-light.ts';
import type { Held } from './held.ts';
import { bySample, bySlowest, LowestTraces } from './lowest-traces.ts';
import type { RouteTraces } from './route-traces.ts';
import { addWhole, RowSums } from './row-sums.ts';
import type { Trace } from './trace.ts';
import { binKind, binOf, blameKind, blameOf, siteKind, sitesOf } from './trace-sums.ts';

/** The traces of one route, being added up. The result is the same in any order. */
export class RouteTracesBuilder {
  #traced = 0;
  #cut = 0;
  #weightMilli = 0;
  readonly #bins: RowSums<RouteTraces['bins'][number]>;
  readonly #sites: RowSums<RouteTraces['sites'][number]>;
  readonly #blame: RowSums<RouteTraces['blame'][number]>;
  readonly #sample: LowestTraces;
  readonly #slowest: LowestTraces;

  /** @param keptHeld What the traces themselves take; `held` counts all else. */
  constructor(held: Held = { bytes: 0 }, keptHeld: Held = { bytes: 0 }) {
    this.#bins = new RowSums(binKind, held);
    this.#sites = new RowSums(siteKind, held);
    this.#blame = new RowSums(blameKind, held);
    this.#sample = new LowestTraces(bySample, keptHeld);
    this.#slowest = new LowestTraces(bySlowest, keptHeld);
  }

  add(trace: Trace): void {
    this.#slowest.add(trace);
    if (trace.isForced) return;
    if (trace.isCut) {
      this.#cut++;
      return;
    }
    this.#traced++;
    this.#weightMilli = addWhole(this.#weightMilli, trace.weightMilli);
    this.#bins.add(binOf(trace));
    this.#sites.addAll(sitesOf(trace));
    this.#blame.addAll(blameOf(trace));
    this.#sample.add(trace);
  }

  merge({ traced, cut, weightMilli, bins, sites, blame, sample, slowest }: RouteTraces): void {
    this.#traced = addWhole(this.#traced, traced);
    this.#cut = addWhole(this.#cut, cut);
    this.#weightMilli = addWhole(this.#weightMilli, weightMilli);
    this.#bins.addAll(bins);
    this.#sites.addAll(sites);
    this.#blame.addAll(blame);
    this.#sample.addAll(sample);
    this.#slowest.addAll(slowest);
  }

  /** Keeps at most so many traces of each kind from now on. */
  keepTraces(most: number): void {
    this.#sample.keep(most);
    this.#slowest.keep(most);
  }

  /** @param isBounded Whether the lightest places and routes become one when there are too many. */
  finish(isBounded: boolean): RouteTraces {
    const sites = this.#sites.sorted();
    const blame = this.#blame.sorted();
    return {
      traced: this.#traced,
      cut: this.#cut,
      weightMilli: this.#weightMilli,
      bins: this.#bins.sorted(),
      sites: isBounded ? foldSites(sites) : sites,
      blame: isBounded ? foldBlame(blame) : blame,
      sample: this.#sample.list(),
      slowest: this.#slowest.list(),
    };
  }
}
