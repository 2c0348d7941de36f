import type { Stack } from '../peers/read/stacks.ts';
import { type KnownFunction, knownFunctions, knownRouteOf, type Moment } from './known.ts';

/** Where a tool files a part of the known CPU, as shares of it. */
export interface Filed {
  /** Under the route that used it, alone. */
  readonly own: number;
  /** Under that and under others, too. */
  readonly shared: number;
  /** Only under others. */
  readonly other: number;
  /** Under no route. */
  readonly none: number;
}

export interface FunctionError {
  readonly name: string;
  /** By the thread's clock. */
  readonly truthMicros: number;
  readonly samples: number;
  /** Of its share of all known CPU: the tool's over the true one, less 1. */
  readonly error: number;
}

export interface RouteError {
  readonly route: string;
  /** What the tool files under the route of all known CPU, over what the route used, less 1. */
  readonly error: number;
}

export interface Judgement {
  readonly samples: number;
  /** The known CPU in all, as the tool has it over the true one, less 1; absent for a tool that tells no time. */
  readonly totalError: number | undefined;
  readonly functions: readonly FunctionError[];
  /** Absent for a tool that names no route. */
  readonly routes: readonly RouteError[] | undefined;
  readonly filed: Readonly<Record<Moment, Filed>> | undefined;
}

/** A profiler's result. */
export interface TruthRow {
  readonly node: string;
  readonly variant: string;
  readonly title: string;
  readonly requests: number;
  /** Of the load. */
  readonly seconds: number;
  readonly judgement: Judgement;
}

interface Part extends KnownFunction {
  samples: number;
  micros: number;
  /** By route. */
  readonly under: Map<string, number>;
  readonly filed: Record<keyof Filed, number>;
}

/** Compares what a tool has with the CPU that the functions used, in microseconds by name. */
export function judge(stacks: readonly Stack[], burnt: Readonly<Record<string, number>>): Judgement {
  const hasTime = stacks.some(({ micros }) => micros > 0);
  const weightOf = ({ samples, micros }: Pick<Stack, 'samples' | 'micros'>): number =>
    hasTime ? micros : samples;
  const parts = knownFunctions.map(
    (known): Part => ({ ...known, samples: 0, micros: 0, under: new Map(), filed: nothing() }),
  );
  for (const stack of stacks) {
    const part = parts.find(({ name }) => stack.functions.some((one) => one === name));
    if (part === undefined) continue;
    part.samples += stack.samples;
    part.micros += stack.micros;
    const routes = new Set(stack.routes.map((name) => knownRouteOf(name) ?? name));
    for (const route of routes) part.under.set(route, (part.under.get(route) ?? 0) + weightOf(stack));
    part.filed[placeOf(part.route, routes)] += weightOf(stack);
  }
  const truthOf = (some: readonly Part[]): number => total(some, ({ name }) => burnt[name] ?? 0);
  const allTruth = truthOf(parts);
  const all = total(parts, weightOf);
  const filedUnder = (some: readonly Part[], route: string): number =>
    total(some, ({ under }) => under.get(route) ?? 0);
  const namesRoutes = parts.some(({ under }) => under.size > 0);
  const routes = [...new Set(parts.map(({ route }) => route))];
  const atMoment = (moment: Moment): Filed => {
    const some = parts.filter((part) => part.moment === moment);
    const weight = total(some, weightOf);
    const shareOf = (place: keyof Filed): number => total(some, ({ filed }) => filed[place]) / weight;
    return {
      own: shareOf('own'),
      shared: shareOf('shared'),
      other: shareOf('other'),
      none: shareOf('none'),
    };
  };
  return {
    samples: total(parts, ({ samples }) => samples),
    totalError: hasTime ? all / allTruth - 1 : undefined,
    functions: parts.map((part) => ({
      name: part.name,
      truthMicros: burnt[part.name] ?? 0,
      samples: part.samples,
      error: weightOf(part) / all / (truthOf([part]) / allTruth) - 1,
    })),
    routes: namesRoutes
      ? routes.map((route) => {
          const truth = truthOf(parts.filter((part) => part.route === route));
          return { route, error: filedUnder(parts, route) / all / (truth / allTruth) - 1 };
        })
      : undefined,
    filed: namesRoutes
      ? { before: atMoment('before'), promise: atMoment('promise'), timer: atMoment('timer') }
      : undefined,
  };
}

function nothing(): Record<keyof Filed, number> {
  return { own: 0, shared: 0, other: 0, none: 0 };
}

function placeOf(own: string, routes: ReadonlySet<string>): keyof Filed {
  if (routes.size === 0) return 'none';
  if (!routes.has(own)) return 'other';
  return routes.size === 1 ? 'own' : 'shared';
}

function total<Value>(values: readonly Value[], part: (value: Value) => number): number {
  return values.reduce((sum, value) => sum + part(value), 0);
}
