import { expect, test } from 'vitest';
import { runCycles } from '../proofs/cycles/run.ts';
import { chosenBinary, hasContextFrames } from '../src/node-binaries.ts';

const engines = hasContextFrames() ? (['async-context', 'inspector'] as const) : (['inspector'] as const);

test.concurrent.for(
  engines.flatMap((engine) =>
    (['profiler', 'express', 'fastify'] as const).map((kind) => ({ kind, engine })),
  ),
)(
  'apps that are made and closed leave nothing behind, and the process ends by itself: $kind, $engine',
  async ({ kind, engine }) => {
    const { facts, warnings } = await runCycles({
      node: chosenBinary(),
      kind,
      engine,
      measuredAfter: [5, 30],
    });
    const [first, last] = facts;
    expect(last).toMatchObject({ cycles: 30, openFiles: first?.openFiles, listeners: first?.listeners });
    expect(last?.resources).toBeLessThanOrEqual(first?.resources ?? 0);
    expect(warnings).toEqual([]);
  },
);
