import { expect, test } from 'vitest';
import { proveFreeze } from '../proofs/redis/freeze.ts';
import { proveEvictions, proveFull } from '../proofs/redis/full.ts';
import { proveKills } from '../proofs/redis/kills.ts';
import { proveRestart } from '../proofs/redis/restart.ts';
import type { Outcome, Size } from '../proofs/redis/scenario.ts';
import { proveWithoutFault } from '../proofs/redis/without-fault.ts';

// Short runs of `prove:redis`. Each says itself what is wrong.
const size: Size = { processes: 3, perSecond: 20, trafficMillis: 1_500, freezeMillis: 8_000, kills: 1 };

const scenarios: readonly [what: string, prove: (size: Size) => Promise<Outcome | Outcome[]>][] = [
  ['nothing happens, in Redis and in a folder', proveWithoutFault],
  ['a process is killed', proveKills],
  ['Redis is killed and comes back empty', proveRestart],
  ['Redis is frozen', proveFreeze],
  ['Redis is full and refuses', proveFull],
  ['Redis is full and evicts', proveEvictions],
];

test.concurrent.each(scenarios)('no request fails, and no loss is hidden: %s', async (_what, prove) => {
  for (const { scenario, failed, counted, wrong } of [await prove(size)].flat()) {
    expect({ scenario, failed, wrong }).toEqual({ scenario, failed: 0, wrong: [] });
    expect(counted).toBeGreaterThan(0);
  }
});
