import { quantile } from '../statistics.ts';
import { sendClosed } from './closed.ts';
import { sendOpen } from './open.ts';
import type { SliceAnswer, SliceOrder } from './order.ts';

process.on('message', async (order: SliceOrder) => {
  process.send?.(await generate(order));
});
process.on('disconnect', () => process.exit(0));

async function generate(order: SliceOrder): Promise<SliceAnswer> {
  const requests = order.paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'latin1'),
  );
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const send = order.rate === undefined ? sendClosed : sendOpen;
  const {
    requests: answered,
    latencies,
    idleMillis,
    failure,
  } = await send(order, requests).catch((error: Error) => ({
    requests: 0,
    latencies: [],
    idleMillis: 0,
    failure: error.message,
  }));
  const millis = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const sorted = [...Float64Array.from(latencies).sort()];
  return {
    requests: answered,
    millis,
    p50Millis: quantile(sorted, 0.5),
    p99Millis: quantile(sorted, 0.99),
    cpuShare: ((cpu.user + cpu.system) / 1000 - idleMillis) / millis,
    failure,
  };
}
