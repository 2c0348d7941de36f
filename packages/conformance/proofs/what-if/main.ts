import { startPartner } from '../../../../apps/slow/src/partner.ts';
import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import { judgeSin, type Quantiles } from './judge.ts';
import { runSin } from './run.ts';
import { sins } from './sins.ts';

// Whether findings save what they say: `npx --yes pnpm@12 prove:what-if`, or with majors and paths, `prove:what-if 24
// /orders`. The results are in docs/proofs/what-if.md. The app is TypeScript, which Node 20 does not run.
const forMillis = 24_000;
const paths = process.argv.slice(2).filter((word) => word.startsWith('/'));
const millis = ({ p50, p95 }: Quantiles): string =>
  [p50, p95].map((one) => (one / 1000).toFixed(1)).join(', ');
/** Where nothing is saved, a share of it means nothing. */
const leastMicros = 1_000;

console.log(`${machine}\n`);
console.log('| Node | load | sin | finding | traces | before p50, p95 | predicted | real | difference |');
console.log('|---|---:|---|---|---:|---:|---:|---:|---:|');
const [postgres, redis, partner] = await Promise.all([startPostgres(), startRedis(), startPartner()]);
const ports = { postgres: postgres.port, redis: redis.port, partner: partner.port };
try {
  for (const { major, node } of nodesToProve()) {
    if (major < 22) continue;
    for (const sin of sins) {
      if (paths.length > 0 && !paths.includes(sin.arrivals.path)) continue;
      const { report, beforeMicros, afterMicros } = await runSin(node, sin, ports, forMillis);
      const verdict = judgeSin(sin, report, beforeMicros, afterMicros);
      const { finding, predicted, real } = verdict;
      const differences = (['p50', 'p95'] as const).map((quantile) =>
        Math.max(Math.abs(real[quantile]), predicted[quantile]) < leastMicros
          ? '–'
          : `${((predicted[quantile] / real[quantile] - 1) * 100).toFixed(0)} %`,
      );
      const { traced = 0 } =
        report.routes.find(({ route }) => route === sin.arrivals.path)?.latencyParts ?? {};
      const text = finding?.text ?? `none: ${report.findings.map((one) => one.text).join(' / ')}`;
      console.log(
        `| ${[major, load(), sin.name, text, traced, millis(verdict.before), millis(predicted), millis(real), differences.join(', ')].join(' | ')} |`,
      );
    }
  }
} finally {
  partner.close();
  await Promise.all([postgres.stop(), redis.stop()]);
}
