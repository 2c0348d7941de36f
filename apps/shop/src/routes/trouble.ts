import { setImmediate } from 'node:timers/promises';
import { productId } from '../catalogue.ts';
import { ShopError, type ShopRoute } from '../route.ts';
import type { Store } from '../store.ts';

/** The CPU that one `GET /block` uses, by the thread's own CPU clock. */
export const BLOCK_CPU_MILLIS = 60;

const AWAIT_ROUNDS = 50;

/** What goes wrong in real shops: errors, a blocked event loop, and a long chain of awaits. */
export function troubleRoutes({ products }: Store): ShopRoute[] {
  return [
    {
      method: 'GET',
      pattern: '/fail',
      handle() {
        throw new Error('the warehouse does not answer');
      },
    },
    {
      method: 'GET',
      pattern: '/fail-later',
      async handle() {
        const page = await products.page(0, 100);
        throw new Error(`the warehouse knows none of ${page.length} products`);
      },
    },
    {
      method: 'GET',
      pattern: '/block',
      handle() {
        blockLoop();
        return { status: 200, json: { burntMillis: BLOCK_CPU_MILLIS } };
      },
    },
    {
      method: 'GET',
      pattern: '/many-awaits',
      async handle() {
        return { status: 200, json: { stock: await countStockSlowly(products) } };
      },
    },
  ];
}

/** Measured by CPU time, because by elapsed time it would use less CPU on a busy machine. */
function blockLoop(): void {
  const endMicros = threadCpuMicros() + BLOCK_CPU_MILLIS * 1000;
  while (threadCpuMicros() < endMicros) countPrimes(20_000);
}

function countPrimes(highest: number): number {
  let primes = 0;
  for (let candidate = 2; candidate <= highest; candidate += 1) {
    let divisor = 2;
    while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor += 1;
    if (divisor * divisor > candidate) primes += 1;
  }
  return primes;
}

function threadCpuMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function countStockSlowly(products: Store['products']): Promise<number> {
  let stock = 0;
  for (let round = 1; round <= AWAIT_ROUNDS; round += 1) {
    const product = await products.find(productId(round));
    if (!product) throw new ShopError(500, 'the catalogue is shorter than expected');
    stock += product.stock;
    await setImmediate();
    await Promise.all([nothing(), nothing()]);
  }
  return stock;
}

async function nothing(): Promise<void> {}
