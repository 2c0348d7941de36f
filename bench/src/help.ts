import { nodeMajors } from '../../packages/conformance/src/node-binaries.ts';
import { frameworks } from './frameworks.ts';
import { variants } from './variants/table.ts';
import { workloads } from './workloads.ts';

export const help = `npx --yes pnpm@12 bench [options]

Without options: all frameworks and workloads on Node 24. --quick --frameworks koa takes about 4 minutes.

  --quick              hello world only, and fewer rounds
  --all                all frameworks and workloads on all Node lines, for hours
  --node 20,24         Node lines of the servers (24): ${nodeMajors.join(', ')}
  --frameworks koa     which (all): ${frameworks.join(', ')}
  --workloads hello    which (all): ${workloads.join(', ')}
  --variants register  which (all that run on a line), always with plain: ${variants.map(({ name }) => name).join(', ')}
  --peers              other profilers, too; install them first: npx --yes pnpm@12 bench:peers
  --defaults           the profiler's default options; without it, traceBudget is 0 and maxOverhead is 1
  --set rate=500       an option of the profiler; can be repeated
  --starts 6           how often all processes are started
  --rounds 24          of slices in a start; each has a ratio
  --latency-rounds 3   at half of plain's rate, for p99; 0 for none
  --warm-up 150000     requests of each server before it is measured
  --seed 1             of the order of slices
  --json FILE          where all figures go (test-results/bench.json)

Instead of these comparisons:

  --rss 1000000        memory after as many requests over 10,000 URLs
  --start-up           milliseconds of importing and starting the profiler, and until a server listens
  --installed-size     packages and bytes that each profiler installs
  --truth 30           each profiler's error against known CPU, with as many seconds of load for each
  --profile-self       in-process: where the cost of following a request goes
`;
