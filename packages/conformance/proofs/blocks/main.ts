import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { type CheckedBlock, proveFound } from './found.ts';
import { proveKill } from './kills.ts';
import { proveLiveRegexp } from './live-regexp.ts';

// Blocks of the event loop: found with function and stack, on disk while they last, named while they run.
// `npx --yes pnpm@12 prove:blocks 20 24` picks Node majors; `--blocks=40`, `--kills=10` their numbers.

const blocks = numberIn('blocks', 200);
const kills = numberIn('kills', 50);
const faults: string[] = [];
console.log(`${machine}, load ${load()} before`);
for (const { major, node, engines } of nodesToProve()) {
  for (const engine of engines) {
    for (const rate of [99, 1000]) {
      const checked = await proveFound(node, blocks, { engine, rate });
      console.log(`Node ${major}, ${engine}, ${rate} Hz, load ${load()}: ${summary(checked)}`);
      faults.push(
        ...checked.flatMap((one) =>
          [...one.wrong, ...one.unnamed].map(
            (fault) =>
              `Node ${major}, ${engine}, ${rate} Hz: ${fault}, not ${one.name}, which took ${one.millis.toFixed(0)} ms: ` +
              `${one.ranMillis.toFixed(0)} running, ${one.coreWaitMillis.toFixed(0)} waiting for a core`,
          ),
        ),
      );
    }
  }
  let named = 0;
  for (let round = 0; round < kills; round++) {
    // At a random moment from the second second on, in which the evidence must be there.
    const { name, isNamed, wrong, killedAfterMillis } = await proveKill(
      node,
      round,
      2_000 + Math.random() * 900,
    );
    if (isNamed) named++;
    if (wrong.length === 0) continue;
    faults.push(
      `Node ${major}, killed after ${Math.round(killedAfterMillis)} ms in ${name}: ${wrong.join(', ')}`,
    );
  }
  console.log(
    `Node ${major}: killed ${kills} times in a block of 3 s; the function is named ${named} times, else its call`,
  );
  const { name, route, seenMillis, namedMillis, isRunning } = await proveLiveRegexp(node);
  console.log(
    `Node ${major}: an endless regular expression, seen after ${Math.round(seenMillis)} ms, named ${name} of ${route} after ${Math.round(namedMillis)} ms`,
  );
  if (name !== 'checkMail' || !isRunning) faults.push(`Node ${major}: the regular expression was not named`);
}
console.log(`load ${load()} after\n${faults.length === 0 ? 'All passed.' : faults.join('\n')}`);
if (faults.length > 0) process.exitCode = 1;

function summary(checked: readonly CheckedBlock[]): string {
  const right = checked.filter(({ wrong }) => wrong.length === 0);
  const named = right.filter(({ unnamed }) => unnamed.length === 0);
  const more = checked.map(({ millis, reportedMillis }) => reportedMillis - millis).sort((a, b) => a - b);
  const sum = (of: (one: CheckedBlock) => number): number => checked.reduce((all, one) => all + of(one), 0);
  const at = (share: number): string => (more[Math.floor(share * (more.length - 1))] ?? 0).toFixed(1);
  return (
    `${right.length} of ${checked.length} found with time and route, ${named.length} with the function; longer than the function ran by ${at(0.5)} ms (median), ${at(0.95)} (p95); ` +
    `${sum(({ delayed }) => delayed)} of ${sum(({ sent }) => sent)} requests sent meanwhile are known to have waited, ` +
    `${Math.round(sum(({ delayedMillis }) => delayedMillis))} ms, ${Math.round(sum(({ waitedMillis }) => waitedMillis))} by the client`
  );
}

function numberIn(name: string, fallback: number): number {
  const given = process.argv.find((word) => word.startsWith(`--${name}=`));
  return given === undefined ? fallback : Number(given.split('=')[1]);
}
