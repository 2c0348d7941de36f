import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createRandom } from '../../../../apps/shop/src/random.ts';
import type { Arrivals } from './sins.ts';

const pieces = 5;

/** When requests come, in milliseconds from the beginning: at random, and the same for each app. */
export function momentsOf({ perSecond, path }: Arrivals, forMillis: number, round: number): number[] {
  const random = createRandom(seedOf(`${path} ${round}`));
  const moments: number[] = [];
  for (let at = 0; ; ) {
    at += (-Math.log(1 - random()) / perSecond) * 1000;
    if (at > forMillis) return moments;
    moments.push(at);
  }
}

/** Sends them at their moments, whether those before are answered or not; resolves when all are, with how many. */
export async function sendArrivals(
  port: number,
  arrivals: Arrivals,
  forMillis: number,
  round: number,
): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const fromMillis = performance.now();
  const sent: Promise<void>[] = [];
  for (const moment of momentsOf(arrivals, forMillis, round)) {
    await setTimeout(Math.max(0, fromMillis + moment - performance.now()));
    for (let one = 0; one < (arrivals.burst ?? 1); one++) sent.push(sendOne(port, arrivals, agent));
  }
  await Promise.all(sent);
  agent.destroy();
  return sent.length;
}

async function sendOne(port: number, { method, path, slow }: Arrivals, agent: Agent): Promise<void> {
  const call = request({ host: '127.0.0.1', port, method, path, agent });
  const answered = new Promise<void>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', async (response) => {
      if (slow?.what === 'reading') await setTimeout(slow.millis);
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${method} ${path} answered ${response.statusCode}`));
      });
    });
  });
  if (slow?.what === 'sending') {
    for (let piece = 0; piece < pieces; piece++) {
      call.write(Buffer.alloc(10_000));
      await setTimeout(slow.millis);
    }
  }
  call.end();
  await answered;
}

/** A number that depends on a name alone. */
function seedOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
}
