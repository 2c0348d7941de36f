import type { RouteTraces } from '../profile/route-traces.ts';
import type { WaitTarget } from '../profile/trace.ts';
import type { Window } from '../profile/window.ts';
import type { Budget } from './budget.ts';
import type { Found } from './budget-figures.ts';
import type { TracedMetric } from './budget-metrics.ts';
import { pairRoutes } from './compared-routes.ts';
import { namePattern } from './name-pattern.ts';
import { isCalled, partAmount, type TracedAmount, waitAmount, waitsAmount } from './traced-amount.ts';
import { compareTraced, type TracedChange } from './traced-change.ts';

/** What a budget of waits or of queued time is about, with figures that rest on traces. */
export function tracedFigures(
  { subject, limit, waitsFor }: Budget,
  metric: TracedMetric,
  base: Window,
  head: Window,
): Found[] {
  const pairs = pairRoutes(base, head);
  const isMeant = waitsFor === undefined ? isAnything : isCalled(waitsFor);
  const known = waitsFor === undefined ? [] : targetsOf([...base.routes, ...head.routes]);
  const isKnown = waitsFor === undefined || known.some(isMeant);
  const { routes, whole } = compareTraced(pairs, amountOf(metric, waitsFor === undefined, isMeant));
  const found = (name: string, { judged, traced, isMeasured }: TracedChange): Found => {
    const isAbsolute = limit.kind === 'absolute';
    return {
      subject: name,
      figure: isKnown && isMeasured.after ? judged : undefined,
      traced: isAbsolute ? traced.after : Math.min(traced.before, traced.after),
      // Without traces, nothing is known to be waited for.
      ...(isKnown || known.length === 0 ? {} : { targets: [...new Set(known.map(nameOf))] }),
    };
  };
  if (subject.kind !== 'route') return [found('', whole)];
  const isMethod = namePattern(subject.method);
  const isRoute = namePattern(subject.pattern);
  return pairs.flatMap(({ method, route }, i) =>
    isMethod(method) && isRoute(route) ? [found(`${method} ${route}`, routes[i] as TracedChange)] : [],
  );
}

const isAnything = (): boolean => true;

function amountOf(
  metric: TracedMetric,
  isAll: boolean,
  isMeant: (wait: WaitTarget) => boolean,
): TracedAmount {
  if (metric === 'waits/request') return waitsAmount(isMeant);
  if (metric === 'queued/request') return partAmount('queuedMicros');
  return isAll ? partAmount('waitMicros') : waitAmount(isMeant);
}

function targetsOf(routes: readonly { readonly traces?: RouteTraces }[]): WaitTarget[] {
  return routes.flatMap(({ traces }) => traces?.sites ?? []);
}

function nameOf({ target, kind }: WaitTarget): string {
  return target === '' ? kind : target;
}
