import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { requestsOfReader } from './routes.ts';
import { runBeforeNode } from './run.ts';
import { judgeBeforeNode, type Pair } from './table.ts';

// The time before Node beside what a client in another process has measured, on each Node line and with each engine:
// `npx --yes pnpm@12 prove:before-node`, or with majors: `prove:before-node 20 24`. The results are in
// docs/proofs/before-node.md.
const millis = (micros: number): string => (micros / 1000).toFixed(2);
const percent = (share: number): string => `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
console.log(machine);
for (const { major, node, engines } of nodesToProve()) {
  for (const engine of engines) {
    const result = judgeBeforeNode(
      await runBeforeNode(node, engine, requestsOfReader, Number(process.env.ALONE ?? 0.3)),
    );
    const { requests, measuredMicros, estimateMicros, boundMicros, pairs, blame } = result;
    const above = pairs.filter(({ waitedMicros, boundMicros: bound }) => waitedMicros > bound);
    console.log(`\nNode ${major}, ${engine}, ${requests} requests, load ${load()}`);
    console.log(
      `measured ${millis(measuredMicros)} ms, estimate ${millis(estimateMicros)} (${percent(estimateMicros / measuredMicros - 1)}), mean bound ${millis(boundMicros)}`,
    );
    for (const isFirst of [false, true]) {
      const some = pairs.filter(({ sent }) => sent.isFirst === isFirst);
      const mean = (of: (pair: Pair) => number): string =>
        millis(some.reduce((sum, one) => sum + of(one), 0) / some.length);
      console.log(
        `first ${isFirst}: ${some.length}, waited ${mean((one) => one.waitedMicros)}, estimate ${mean((one) => one.estimateMicros)}, bound ${mean((one) => one.boundMicros)}`,
      );
    }
    console.log(`above its bound: ${above.length} of ${pairs.length}`);
    for (const one of above.slice(0, 10))
      console.log(
        `  waited ${millis(one.waitedMicros)}, bound ${millis(one.boundMicros)}, estimate ${millis(one.estimateMicros)} ${one.sent.isFirst ? 'first' : ''}`,
      );
    for (const { by, truthMicros, reportedMicros } of blame)
      console.log(
        `behind ${by}: ${millis(truthMicros)} ms, report ${millis(reportedMicros)} (${percent(reportedMicros / truthMicros - 1)})`,
      );
  }
}
