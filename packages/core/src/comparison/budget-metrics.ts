/** What a budget can limit, and how its values are written. */

export type Unit = 'time' | 'share' | 'count' | 'number';

export interface MetricRule {
  readonly unit: Unit;
  /** Whether a change of it can be told from noise. */
  readonly isComparable: boolean;
  readonly ofFunctions: boolean;
}

const metricNames = [
  'cpu/request',
  'wall/request',
  'mean',
  'p50',
  'p95',
  'p99',
  'max',
  'errors',
  'requests',
  'share',
  'wait/request',
  'waits/request',
  'queued/request',
] as const;
export type Metric = (typeof metricNames)[number];

/** These rest on traces. */
const tracedNames = ['wait/request', 'waits/request', 'queued/request'] as const;
export type TracedMetric = (typeof tracedNames)[number];

/** The delay of the event loop has these. */
export const loopMetrics = ['p50', 'p99', 'max'] as const;

export function isLoopMetric(metric: Metric): metric is (typeof loopMetrics)[number] {
  return loopMetrics.some((one) => one === metric);
}

const time: MetricRule = { unit: 'time', isComparable: true, ofFunctions: false };

const metrics: Readonly<Record<Metric, MetricRule>> = {
  'cpu/request': { ...time, ofFunctions: true },
  'wall/request': time,
  mean: time,
  p50: time,
  p95: time,
  p99: time,
  max: { ...time, isComparable: false },
  errors: { unit: 'share', isComparable: true, ofFunctions: false },
  requests: { unit: 'count', isComparable: false, ofFunctions: false },
  share: { unit: 'share', isComparable: false, ofFunctions: true },
  'wait/request': time,
  'waits/request': { unit: 'number', isComparable: true, ofFunctions: false },
  'queued/request': time,
};

export function ruleOf(metric: Metric): MetricRule {
  return metrics[metric];
}

export function isTraced(metric: Metric): metric is TracedMetric {
  return tracedNames.some((name) => name === metric);
}

/** A metric as it is written: `p95`, or `wait(postgres)/request`, whose name is `postgres`. */
export interface MetricWord {
  readonly metric: Metric;
  /** What is waited for; absent when all of it is meant. */
  readonly waitsFor?: string;
}

/** `undefined` for what is no metric; a sentence for what only looks like one. */
export function readMetric(text: string | undefined): MetricWord | string | undefined {
  if (text === undefined) return undefined;
  if (Object.hasOwn(metrics, text)) return { metric: text as Metric };
  const [, word = '', rest = ''] = /^(waits?|queued)([(/].*)?$/s.exec(text) ?? [];
  if (word === '' || rest === '') return undefined;
  if (word === 'queued') return 'Queued time has no name in parentheses. Write queued/request.';
  const [whole, name = ''] = /^\((.*)\)\/request$/s.exec(rest) ?? [];
  if (whole === undefined)
    return `Write ${word}/request, or ${word}(NAME)/request with what is waited for, such as ${word}(postgres)/request.`;
  if (name.trim() === '' || /[()"]/.test(name))
    return `The name of what is waited for is missing or has a bracket or quote in it. Write it as in the report, such as ${word}(postgres)/request.`;
  return { metric: `${word as 'wait'}/request`, waitsFor: name.trim() };
}

export const metricList: string = metricNames
  .join(', ')
  .replace('wait/', 'wait[(NAME)]/')
  .replace('waits/', 'waits[(NAME)]/');

/** As it was written. */
export function metricText({ metric, waitsFor }: MetricWord): string {
  return waitsFor === undefined ? metric : metric.replace('/', `(${waitsFor})/`);
}
