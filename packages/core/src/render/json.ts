import { atOnce } from '../in-turns.ts';
import { jsonListSteps } from '../json-list.ts';
import { publicModel } from '../presentation/measured-json.ts';
import type { Comparison } from '../presentation/model/comparison.ts';
import type { ReportModel } from '../presentation/model/report.ts';

/** The order in which people look for things; whatever is not named here follows, alphabetically. */
const order =
  `format query view verdict base head overall drift range chosen from to measure measures totals scope elapsedMicros loopDelayMicros counts status sources service version pid
  routeNames findings outliers routes functions waits blame slowest method route byMethod byRoute id name file line column origin package startMicros endMicros requests followed errors
  aborted statusClasses samples totalSamples traced cut beforeNodeTraced cpuMicros cpuErrorMicros onCpuMicros cpuPerRequestMicros cpuShare wallMicros gcMicros queuedMicros
  waitMicros totalMicros tracingMicros beforeNodeMicros beforeNodeMaxMicros latencyMicros
  mean p50 p95 p99 max p95Micros amount amountPerRequest amountShare self total selfCpuMicros totalCpuMicros selfWallMicros totalWallMicros callers callees latencyParts activity
  latency lowerMicros upperMicros count parent frame all matched shown before after change low high p`.split(
    /\s+/,
  );
const rank = new Map(order.map((name, index) => [name, index]));

/** Characters that JSON lets through but that act on a terminal, or on the direction of the text around them. */
const active = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * The model, or a comparison, with what a tool adds to it, as JSON: keys always in the same order, one row of a list on
 * one line, so that it can be compared by line.
 */
export function renderJson<Model extends ReportModel | Comparison>(model: Model): string {
  return atOnce(jsonSteps(model));
}

/** The same, in steps: a report may have a megabyte of JSON. */
export function* jsonSteps(model: ReportModel | Comparison): Generator<void, string> {
  const out: string[] = ['{'];
  const all = 'query' in model ? publicModel(model) : model;
  let separator = '\n  ';
  for (const [name, value] of entriesOf(all)) {
    out.push(`${separator}${written(name)}: `);
    if (Array.isArray(value) && value.length > 0) {
      yield* listSteps(value, '[\n    ', ',\n    ', '\n  ]', out);
    } else yield* valueSteps(value, out);
    separator = ',\n  ';
  }
  out.push('\n}\n');
  return out.join('');
}

/** So many values are written in one step. */
const stepSize = 500;

function* valueSteps(value: unknown, out: string[]): Generator<void, void> {
  if (sizeOf(value) <= stepSize) out.push(written(value));
  else if (!Array.isArray(value)) {
    let separator = '{';
    for (const [name, inner] of entriesOf(value as object)) {
      out.push(`${separator}${written(name)}:`);
      yield* valueSteps(inner, out);
      separator = ',';
    }
    out.push('}');
  } else if (isNumbers(value)) yield* jsonListSteps(value, out);
  else yield* listSteps(value, '[', ',', ']', out);
  yield;
}

function* listSteps(
  list: readonly unknown[],
  begin: string,
  separator: string,
  end: string,
  out: string[],
): Generator<void, void> {
  for (let i = 0; i < list.length; i++) {
    out.push(i === 0 ? begin : separator);
    yield* valueSteps(list[i], out);
  }
  out.push(end);
}

function isNumbers(list: readonly unknown[]): boolean {
  return typeof list[0] === 'number';
}

/** How many values there are in it, as far as it matters. */
function sizeOf(value: unknown, most: number = stepSize): number {
  if (value === null || typeof value !== 'object') return 1;
  if (Array.isArray(value) && isNumbers(value)) return value.length;
  let size = 1;
  for (const inner of Object.values(value)) {
    size += sizeOf(inner, most - size);
    if (size > most) break;
  }
  return size;
}

function written(value: unknown): string {
  return compact(value).replace(
    active,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function compact(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let json = '';
  if (Array.isArray(value)) {
    if (isNumbers(value)) return JSON.stringify(value);
    for (const inner of value) json += json === '' ? compact(inner) : `,${compact(inner)}`;
    return `[${json}]`;
  }
  const { names, keys } = orderOf(value);
  for (let i = 0; i < names.length; i++) {
    const inner = (value as Record<string, unknown>)[names[i] as string];
    if (inner !== undefined) json += `${json === '' ? '' : ','}${keys[i]}${compact(inner)}`;
  }
  return `{${json}}`;
}

function entriesOf(object: object): [name: string, value: unknown][] {
  const entries = orderOf(object).names.map((name): [string, unknown] => [
    name,
    (object as Record<string, unknown>)[name],
  ]);
  return entries.filter(([, value]) => value !== undefined);
}

interface Order {
  readonly names: readonly string[];
  /** `"name":` */
  readonly keys: readonly string[];
}

/** By the names of an object, because the rows of a list have the same. */
const orders = new Map<string, Order>();
const mostOrders = 1_000;

function orderOf(object: object): Order {
  const names = Object.keys(object);
  const key = names.join('\0');
  let known = orders.get(key);
  if (known === undefined) {
    names.sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
    known = { names, keys: names.map((name) => `${JSON.stringify(name)}:`) };
    if (orders.size < mostOrders) orders.set(key, known);
  }
  return known;
}

function rankOf(name: string): number {
  return rank.get(name) ?? order.length;
}
