import { startPartner } from '../../../../apps/slow/src/partner.ts';
import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import { type Interval, leastMicros, type Quantiles, quantiles } from './judge.ts';
import { runSin } from './run.ts';
import { sins } from './sins.ts';

// Whether findings save what they say: `npx --yes pnpm@12 prove:what-if`, or with majors and paths, `prove:what-if 24
// /orders`. The results are in docs/proofs/what-if.md. The app is TypeScript, which Node 20 does not run.
const paths = process.argv.slice(2).filter((word) => word.startsWith('/'));
const millis = ({ p50, p95 }: Quantiles): string =>
  [p50, p95].map((one) => (one / 1000).toFixed(1)).join(', ');
const between = ([least, most]: Interval): string =>
  `${(least / 1000).toFixed(1)} to ${(most / 1000).toFixed(1)}`;

console.log(`${machine}\n`);
console.log(
  '| Node | load | sin | finding | requests, traces | before p50, p95 | predicted | real | 95 % of it | difference | held |',
);
console.log('|---|---:|---|---|---:|---:|---:|---:|---:|---:|---|');
const [postgres, redis, partner] = await Promise.all([startPostgres(), startRedis(), startPartner()]);
const ports = { postgres: postgres.port, redis: redis.port, partner: partner.port };
try {
  for (const { major, node } of nodesToProve()) {
    if (major < 22) continue;
    for (const sin of sins) {
      if (paths.length > 0 && !paths.includes(sin.arrivals.path)) continue;
      const { report, requests, verdict } = await runSin(node, sin, ports);
      const { finding, predicted, real, interval, traced } = verdict;
      // Where nothing is saved, a share of it means nothing.
      const isNothing = (quantile: keyof Quantiles): boolean =>
        Math.max(Math.abs(real[quantile]), predicted[quantile]) < leastMicros;
      const differences = quantiles.map((quantile) =>
        isNothing(quantile) ? '–' : `${((predicted[quantile] / real[quantile] - 1) * 100).toFixed(0)} %`,
      );
      // Whether the real saving may be what was predicted, as far as so few requests tell.
      const held = quantiles.map((quantile) => {
        const [least, most] = interval[quantile];
        if (isNothing(quantile)) return '–';
        return predicted[quantile] >= least && predicted[quantile] <= most ? 'yes' : 'no';
      });
      const text = finding?.text ?? `none: ${report.findings.map((one) => one.text).join(' / ')}`;
      console.log(
        `| ${[
          ...[major, load(), sin.name, text, `${requests}, ${traced}`],
          ...[verdict.before, predicted, real].map(millis),
          quantiles.map((quantile) => between(interval[quantile])).join('; '),
          ...[differences, held].map((both) => both.join(', ')),
        ].join(' | ')} |`,
      );
    }
  }
} finally {
  partner.close();
  await Promise.all([postgres.stop(), redis.stop()]);
}
