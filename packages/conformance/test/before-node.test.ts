import { expect, test } from 'vitest';
import { runBeforeNode } from '../proofs/before-node/run.ts';
import { judgeBeforeNode } from '../proofs/before-node/table.ts';
import { chosenBinary } from '../src/node-binaries.ts';

// How close the estimate comes is for `prove:before-node`: on a busy machine a short run says little about a mean.
test.each([0, 1])(
  'what clients wait before Node is within its bound, %d of 1 on new connections',
  async (ownConnections) => {
    const run = await runBeforeNode(chosenBinary(), 'auto', {
      readers: 1,
      blockersPerSecond: 3,
      ownConnections,
    });
    const { pairs, blame } = judgeBeforeNode(run);
    expect(pairs).toHaveLength(200);
    for (const { blockedMicros, estimateMicros, boundMicros } of pairs) {
      expect(blockedMicros).toBeLessThanOrEqual(boundMicros);
      expect(estimateMicros).toBeLessThanOrEqual(boundMicros);
    }
    for (const { by, truthMicros, reportedMicros } of blame) {
      expect(truthMicros, by).toBeGreaterThan(0);
      expect(reportedMicros, by).toBeGreaterThan(0);
    }
    const { routes, blame: rows, loopDelayMicros } = run.report;
    for (const { method, route, latencyParts } of routes) {
      const own = rows.filter((row) => row.method === method && row.route === route);
      const sum = own.reduce((all, { beforeNodeMicros }) => all + beforeNodeMicros, 0);
      // Each row is rounded.
      expect(Math.abs(sum - latencyParts.beforeNodeMicros), route).toBeLessThanOrEqual(own.length / 2 + 1);
    }
    const blocks = run.bursts.filter(({ route }) => route === '/block');
    const longest = Math.max(...blocks.map(({ fromMicros, toMicros }) => Math.floor(toMicros - fromMicros)));
    expect(loopDelayMicros.p99).toBeLessThanOrEqual(loopDelayMicros.max);
    expect(loopDelayMicros.max).toBeGreaterThanOrEqual(longest);
  },
  300_000,
);
