import { flag } from '../flag.ts';
import { machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { type IdleRun, runIdle } from './run.ts';

// Whether idle time is idle, and whether the app's own event-loop utilization stays true, by real servers: saturated,
// half busy and idle, and one that blocks for 40 ms of every 100 without computing, with each engine, at two rates.
// `npx --yes pnpm@12 prove:idle 24 26` picks Node majors, `--seconds=2` the length of a run. Time in which the server's
// thread was ready but had no core is neither CPU time nor idle: the table shows it, and the limits allow for it.
const seconds = Number(flag('seconds', '3'));
const rates = [99, 1000];
/** How much idle time may be missing, compared with the thread's CPU clock, as a share of the elapsed time. */
const mostIdleMissing = 0.05;
/** Above 0, because two clocks are not read at the same moment, and a report takes time itself. */
const mostIdleTooMuch = 0.01;
const mostUtilizationOff = 0.05;
const mostTries = 3;

const failures: string[] = [];
console.log(
  `${seconds} s a run, ${machine}; shares in % of the elapsed time\n` +
    'node  server     engine         rate   thread CPU  idle  elapsed − CPU − blocked − idle  I/O and parsing  utilization  plain app’s  waited for a core',
);
for (const { major, node, engines } of nodesToProve()) {
  let saturatedPerSecond = 0;
  for (const [server, share] of [
    ['saturated', 1],
    ['half busy', 0.4],
    ['idle', 0],
    ['blocking', 0],
  ] as const) {
    const blocksMillis = server === 'blocking' ? 40 : 0;
    const perSecond = share === 1 ? Number.POSITIVE_INFINITY : saturatedPerSecond * share;
    const run = (engine: 'plain' | 'async-context' | 'inspector', rate: number) =>
      runIdle({ node, engine, rate, perSecond, blocksMillis, forMillis: seconds * 1000 });
    const plain = await run('plain', 0);
    if (share === 1) saturatedPerSecond = plain.answersPerSecond;
    for (const engine of engines) {
      for (const rate of rates) {
        let faults: string[] = [];
        for (let tries = 1; tries <= mostTries; tries++) {
          const result = await run(engine, rate);
          console.log(row(major, server, engine, rate, result, plain));
          faults = faultsOf(result, plain, server);
          if (faults.length === 0) break;
          console.log(`      ${faults.join('; ')}`);
        }
        failures.push(...faults.map((fault) => `Node ${major}, ${server}, ${engine}, ${rate} Hz: ${fault}`));
      }
    }
  }
}
console.log(failures.length === 0 ? '\nAll passed.' : `\n${failures.join('\n')}`);
if (failures.length > 0) process.exitCode = 1;

function faultsOf(
  { report, threadCpu, blocked, idle, waitedForCore, ...run }: IdleRun,
  plain: IdleRun,
  server: string,
): string[] {
  if (report === undefined) return ['no report'];
  const { totals, routes, functions } = report;
  const missing = 1 - threadCpu - blocked - idle;
  const rows = [
    { name: 'the window', cpu: totals.cpuMicros, loop: totals.elapsedMicros - totals.idleMicros },
    ...routes.map(({ route, cpuMicros, wallMicros }) => ({ name: route, cpu: cpuMicros, loop: wallMicros })),
    ...functions.flatMap(({ name, selfCpuMicros, selfWallMicros, totalCpuMicros, totalWallMicros }) => [
      { name, cpu: selfCpuMicros, loop: selfWallMicros },
      { name: `${name}, in total`, cpu: totalCpuMicros, loop: totalWallMicros },
    ]),
  ];
  const over = rows.filter(({ cpu, loop }) => cpu > loop).sort((a, b) => b.cpu - b.loop - (a.cpu - a.loop));
  const [worst] = over;
  const offBy = Math.max(
    Math.abs(run.utilization - plain.utilization),
    Math.abs(run.utilizationOfTiming - plain.utilizationOfTiming),
  );
  // A half-busy server does more work per request when profiled. That is not an error of the clock.
  const more = server === 'half busy' ? Math.max(0, threadCpu - plain.threadCpu) : 0;
  return [
    ...(missing > mostIdleMissing + waitedForCore
      ? [`${points(missing)} points of idle time are missing`]
      : []),
    ...(missing < -mostIdleTooMuch ? [`${points(-missing)} points of idle time are not idle`] : []),
    ...(worst === undefined
      ? []
      : [
          `${over.length} of ${rows.length} rows, ${worst.name}: ${worst.cpu} µs of CPU in ${worst.loop} µs on the loop`,
        ]),
    ...(offBy > mostUtilizationOff + more + waitedForCore
      ? [`utilization is off by ${offBy.toFixed(3)}`]
      : []),
  ];
}

function row(
  major: number,
  server: string,
  engine: string,
  rate: number,
  { report, threadCpu, blocked, idle, utilization, waitedForCore }: IdleRun,
  plain: IdleRun,
): string {
  const elapsed = report?.totals.elapsedMicros ?? Number.NaN;
  const io = report?.functions.find(({ name }) => name === '(node: I/O and parsing)')?.selfWallMicros ?? 0;
  return [
    String(major).padEnd(4),
    server.padEnd(9),
    engine.padEnd(13),
    String(rate).padStart(5),
    points(threadCpu).padStart(10),
    points(idle).padStart(4),
    points(1 - threadCpu - blocked - idle).padStart(30),
    points(io / elapsed).padStart(15),
    utilization.toFixed(3).padStart(11),
    plain.utilization.toFixed(3).padStart(11),
    points(waitedForCore).padStart(17),
  ].join('  ');
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}
