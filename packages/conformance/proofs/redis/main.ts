import { createRandom } from '../../../../apps/shop/src/random.ts';
import { flag } from '../flag.ts';
import { load, machine } from '../machine.ts';
import { proveCluster } from './cluster.ts';
import { proveFailover } from './failover.ts';
import { proveFreeze } from './freeze.ts';
import { proveEvictions, proveFull } from './full.ts';
import { proveKills } from './kills.ts';
import { pairedRounds } from './loop-delay.ts';
import { type PairedRound, verdictTable } from './loop-delay-verdicts.ts';
import { faults } from './redis-faults.ts';
import { proveRestart } from './restart.ts';
import type { Outcome, Size } from './scenario.ts';
import { tableOf } from './table.ts';
import { proveWithoutFault } from './without-fault.ts';

// Whether many processes that keep their measurements in Redis fail no request, and lose nothing that the report does not
// declare, whatever happens to Redis: `npx --yes pnpm@12 prove:redis`. `--only=freeze,full` picks scenarios, `--processes=8`
// makes it smaller. `--loop-delay --starts=6 --rounds=2` compares how late event loops are with Redis and without a store.
const scenarios: Readonly<Record<string, (size: Size) => Promise<Outcome | Outcome[]>>> = {
  nothing: proveWithoutFault,
  kills: proveKills,
  restart: proveRestart,
  freeze: proveFreeze,
  full: proveFull,
  evictions: proveEvictions,
  failover: proveFailover,
  cluster: proveCluster,
};
const processes = Number(flag('processes', '40'));
const size: Size = {
  processes,
  perSecond: Number(flag('rate', '10')),
  trafficMillis: Number(flag('seconds', '10')) * 1000,
  freezeMillis: Number(flag('freeze-seconds', '60')) * 1000,
  kills: Number(flag('kills', String(processes))),
};

console.log(`${machine}, Node ${process.versions.node}, load ${load()} before`);
if (process.argv.includes('--loop-delay')) await compareLoopDelays();
else await proveAll(flag('only', Object.keys(scenarios).join()).split(','));
console.log(`load ${load()} after`);

async function proveAll(names: readonly string[]): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const name of names) {
    const prove = scenarios[name];
    if (prove === undefined) throw new Error(`Say what to prove: ${Object.keys(scenarios).join()}.`);
    const start = performance.now();
    for (const outcome of [await prove(size)].flat()) {
      outcomes.push(outcome);
      say(outcome, (performance.now() - start) / 1000);
    }
  }
  console.log(`\n${tableOf(outcomes)}\n`);
}

async function compareLoopDelays(): Promise<void> {
  const rounds: PairedRound[] = [];
  const random = createRandom(Date.now());
  const options = {
    ...{ ...size, faultMillis: size.freezeMillis, random },
    ...{ starts: Number(flag('starts', '6')), rounds: Number(flag('rounds', '2')) },
    only: flag('only', Object.keys(faults).join()).split(','),
  };
  for await (const round of pairedRounds(options)) {
    rounds.push(round);
    console.log(`load ${load()}, ${JSON.stringify(round)}`);
  }
  console.log(`\n${verdictTable(rounds, random)}\n`);
}

function say({ scenario, counted, known, missing, failed, wrong }: Outcome, seconds: number): void {
  const found = `${known} of ${counted} known, ${missing} missing, ${failed} failed, ${seconds.toFixed(0)} s, load ${load()}`;
  console.log(`${wrong.length === 0 ? 'ok  ' : 'MISS'} ${scenario}: ${[found, ...wrong].join('; ')}`);
  if (wrong.length > 0) process.exitCode = 1;
}
