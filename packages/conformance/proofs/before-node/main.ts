import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { requestsOfReader } from './routes.ts';
import { runBeforeNode } from './run.ts';
import { judgeBeforeNode } from './table.ts';

// The time before Node beside what a client in another process has measured, on each Node line and with each engine:
// `npx --yes pnpm@12 prove:before-node`, or with majors: `prove:before-node 20 24`. The results are in
// docs/proofs/before-node.md.
const millis = (micros: number): string => (micros / 1000).toFixed(1);
const percent = (share: number): string => `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
const against = (reported: number, truth: number): string =>
  `${millis(truth)} → ${millis(reported)} ms (${percent(reported / truth - 1)})`;

console.log(machine);
for (const { major, node, engines } of nodesToProve()) {
  for (const engine of engines) {
    for (const ownConnections of [0, 1]) {
      const run = await runBeforeNode(node, engine, {
        ...{ readers: requestsOfReader, blockersPerSecond: 0.7, ownConnections },
      });
      const { requests, measuredMicros, estimateMicros, boundMicros, pairs, blame } = judgeBeforeNode(run);
      const above = (of: (pair: (typeof pairs)[number]) => number): number =>
        pairs.filter((pair) => of(pair) > pair.boundMicros).length;
      console.log(
        [
          `\nNode ${major}, ${engine}, ${ownConnections === 0 ? 'kept connections' : 'a connection for each request'}, ${requests} requests, load ${load()}`,
          `  beyond the total: ${against(estimateMicros, measuredMicros)}, mean bound ${millis(boundMicros)}`,
          ...blame.map(
            ({ by, truthMicros, reportedMicros }) =>
              `  behind ${by}: ${against(reportedMicros, truthMicros)}`,
          ),
          `  blocked for longer than the bound: ${above(({ blockedMicros }) => blockedMicros)}; waited longer: ${above(({ waitedMicros }) => waitedMicros)}, by more than 1 ms: ${above(({ waitedMicros }) => waitedMicros - 1_000)}`,
        ].join('\n'),
      );
    }
  }
}
