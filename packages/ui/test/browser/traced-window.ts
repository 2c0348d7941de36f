import type { Trace, TraceBlame, TraceWait } from '../../../core/src/profile/trace.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { WindowBuilder } from '../../../core/src/profile/window-builder.ts';
import { RequestLog } from '../../../core/src/record/request-log.ts';
import { createRouteTable } from '../../../core/src/record/route-table.ts';
import { blameOf, type Stretch, traceOf, waitAt } from '../../../core/test/fixtures/traces.ts';

/** How slow each request of a route was, compared with the others. */
const slowness = [1, 1, 1.1, 1.2, 1.3, 1.5, 2.5, 4];

interface RoutePlan {
  readonly method: string;
  readonly route: string;
  /** In milliseconds. */
  readonly stretches: readonly Stretch[];
  readonly waits?: readonly TraceWait[];
  readonly blame?: readonly TraceBlame[];
  readonly beforeNode?: number;
  /** Of its own time, 0 to 1. */
  readonly onCpu?: number;
}

/** A profile whose routes have every part of a latency, and one of each known sin. Its code is in `folder`. */
export function tracedWindow(folder = '/app'): Window {
  const table = createRouteTable(100);
  const source = {
    service: 'shop',
    version: '2.4.1',
    instance: 'i',
    pid: 7,
    node: '24',
    engine: 'e',
    rate: 99,
  };
  const builder = new WindowBuilder(1.79e15, source, table.entries, 1_000);
  const log = new RequestLog(1_000);
  const main = builder.frameNumber({ name: 'handle', file: `${folder}/app.js`, line: 3, column: 1 });
  for (const plan of plansOf(folder)) {
    const { id } = table.named(plan.method, plan.route);
    for (const [index, factor] of slowness.entries()) {
      const trace = traceOfPlan(plan, factor, index);
      builder.addTrace(id, trace);
      log.add(id, 200, false, trace.totalMicros);
      const { tree, top } = builder.destinationOf(id);
      tree.add(tree.child(top, main), 4, trace.cpuMicros, trace.onCpuMicros);
    }
  }
  builder.addRequests(log);
  builder.addIdle(60_000_000);
  return builder.snapshot(1.79e15 + 70_000_000);
}

function traceOfPlan(
  { stretches, beforeNode = 0, onCpu = 1, ...plan }: RoutePlan,
  factor: number,
  index: number,
): Trace {
  const scaled = stretches.map(
    ([kind, millis, at = 0]): Stretch => [kind, Math.round(millis * factor * 1_000), at],
  );
  const { waits = [], blame = [], method, route } = plan;
  const trace = traceOf(scaled, {
    ...{ waits, blame, method, route, id: `${route}-${index}`, isForced: index === 5, isCut: index === 6 },
    beforeNodeMicros: Math.round(beforeNode * factor * 500),
    beforeNodeMaxMicros: Math.round(beforeNode * factor * 1_000),
  });
  return { ...trace, onCpuMicros: Math.round(trace.cpuMicros * onCpu) };
}

function plansOf(folder: string): readonly RoutePlan[] {
  const at = (name: string, line: number): Pick<TraceWait, 'stack' | 'site'> => ({
    stack: [{ name, file: `${folder}/src/${name}.js`, line, column: 9 }],
    site: 0,
  });
  const report = blameOf('GET', '/report', 8_000);
  const gc = blameOf('', '(gc)');
  return [
    {
      ...{ method: 'GET', route: '/orders/:id' },
      stretches: [
        ...([
          ['own', 4],
          ['wait', 5, 0],
          ['queued', 9, 0],
          ['wait', 3, 2],
        ] as const),
        ...Array.from({ length: 20 }, (): Stretch => ['wait', 6, 1]),
        ...([
          ['gc', 1.5],
          ['queued', 1, 1],
          ['wait', 2, 3],
          ['own', 8],
        ] as const),
      ],
      waits: [
        waitAt(1, { ...at('loadOrder', 8), operation: 'select … from orders where user_id = ?' }),
        waitAt(0, { ...at('loadItems', 14), operations: 20, library: 'pg' }),
        waitAt(0, { ...at('prices', 31), kind: 'http', target: 'api.example.com:443', operation: 'GET' }),
        waitAt(0, { ...at('retry', 5), kind: 'timer', target: '', operation: '', parallelMicros: 9_000 }),
      ],
      blame: [report, gc],
    },
    {
      ...{ method: 'POST', route: '/login' },
      stretches: [
        ['own', 3],
        ['wait', 70, 0],
        ['queued', 4, 0],
        ['own', 1],
      ],
      waits: [waitAt(0, { ...at('hash', 9), kind: 'threadpool', target: '', operation: 'pbkdf2' })],
      blame: [report],
      beforeNode: 20,
    },
    {
      ...{ method: 'GET', route: '/report', onCpu: 0.05 },
      stretches: [
        ['own', 60],
        ['gc', 2],
      ],
    },
    {
      ...{ method: 'GET', route: '/health', beforeNode: 40 },
      stretches: [
        ['own', 1],
        ['queued', 0.4, 0],
      ],
      blame: [report],
    },
  ];
}
