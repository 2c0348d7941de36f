import { Agent } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { host } from '@apps/shop/serving';
import type { LoadPlan, LoadTally } from './plan.ts';
import { send } from './send.ts';
import { visits } from './traffic.ts';

/** How much load is made up for after a pause of the server: the rate is a limit, not a target. */
const MAX_BACKLOG_MILLIS = 100;

export interface Generator {
  tally(): LoadTally;
  /** Fulfilled when the last response is there. */
  readonly done: Promise<void>;
}

type Mutable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

/** Starts the load that the plan describes. */
export function generate(plan: LoadPlan): Generator {
  for (const { origin } of plan.targets) {
    if (new URL(origin).hostname !== host) throw new Error(`the load goes to ${host} only, not to ${origin}`);
  }
  const agent = new Agent({ keepAlive: true });
  const traffic = visits(plan);
  const startMillis = performance.now();
  const endMillis = startMillis + plan.maxSeconds * 1000;
  const sentByRoute: Record<string, number> = {};
  const counts: Mutable<Omit<LoadTally, 'elapsedMillis' | 'sentByRoute'>> = {
    sent: 0,
    answered: 0,
    errors: 0,
    unexpected: 0,
  };
  let slotMillis = startMillis;

  async function visitAndCount(): Promise<void> {
    const visit = traffic.next().value;
    counts.sent += 1;
    sentByRoute[visit.route] = (sentByRoute[visit.route] ?? 0) + 1;
    try {
      const status = await send(agent, visit);
      counts.answered += 1;
      if (status >= 500) counts.errors += 1;
      if (status !== visit.status) expectedOther(`${visit.route} answered ${status}, not ${visit.status}`);
    } catch (error) {
      expectedOther(`${visit.route}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function expectedOther(what: string): void {
    counts.unexpected += 1;
    counts.firstUnexpected ??= what;
  }

  /** One of `concurrency` visitors, which take turns. */
  async function visitor(): Promise<void> {
    while (counts.sent < plan.maxRequests) {
      slotMillis = Math.max(
        slotMillis + 1000 / plan.requestsPerSecond,
        performance.now() - MAX_BACKLOG_MILLIS,
      );
      if (slotMillis > endMillis) return;
      await setTimeout(Math.max(0, slotMillis - performance.now()));
      if (counts.sent < plan.maxRequests) await visitAndCount();
    }
  }

  const done = Promise.all(Array.from({ length: plan.concurrency }, visitor)).then(() => agent.destroy());
  return { done, tally: () => ({ elapsedMillis: performance.now() - startMillis, ...counts, sentByRoute }) };
}
