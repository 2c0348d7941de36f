import { publicModel } from '../presentation/measured-json.ts';
import type { Comparison } from '../presentation/model/comparison.ts';
import type { ReportModel } from '../presentation/model/report.ts';

/** The order in which people look for things; whatever is not named here follows, alphabetically. */
const order =
  `format query view verdict base head overall drift range chosen from to measure measures totals scope elapsedMicros loopDelayMicros counts status sources service version pid
  routeNames findings routes functions waits blame slowest method route byMethod byRoute id name file line column origin package startMicros endMicros requests errors
  aborted statusClasses samples totalSamples traced cut beforeNodeTraced cpuMicros onCpuMicros cpuPerRequestMicros cpuShare wallMicros gcMicros queuedMicros
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
  const entries = sorted('query' in model ? publicModel(model) : model).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${renderField(value)}`,
  );
  const json = `{\n${entries.join(',\n')}\n}\n`;
  return json.replace(active, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function renderField(value: unknown): string {
  if (!Array.isArray(value)) return compact(value);
  const rows = value.map((row) => `    ${compact(row)}`);
  return rows.length === 0 ? '[]' : `[\n${rows.join(',\n')}\n  ]`;
}

function compact(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (!Array.isArray(value)) {
    return `{${sorted(value)
      .map(([name, inner]) => `${JSON.stringify(name)}:${compact(inner)}`)
      .join(',')}}`;
  }
  // A flame graph has its nodes in lists of numbers, up to half a million of them.
  return typeof value[0] === 'number' ? JSON.stringify(value) : `[${value.map(compact).join(',')}]`;
}

function sorted(object: object): [string, unknown][] {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return entries.sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

function rankOf(name: string): number {
  return rank.get(name) ?? order.length;
}
