import { setTimeout as delay } from 'node:timers/promises';
import type { ReportModel } from '@routeprof/core';
import { until } from '../../src/client/until.ts';
import { type HeldServer, startHeldServer } from './held-server.ts';
import { functions } from './holders.ts';

type Block = ReportModel['blocks'][number];

/** A block, by the app's own clock, and what the report says of it. */
export interface CheckedBlock {
  readonly name: string;
  readonly millis: number;
  readonly reportedMillis: number;
  /** Requests that were sent during the block: how many, and what they waited beyond it by the client's clock. */
  readonly sent: number;
  readonly waitedMillis: number;
  readonly delayed: number;
  readonly delayedMillis: number;
  /** For how long the thread ran in it, and waited for a core. */
  readonly ranMillis: number;
  readonly coreWaitMillis: number;
  /** What the report does not say of it at all: that it was, how long, and by which route. */
  readonly wrong: readonly string[];
  /** What it does not say of the function, or says wrongly. */
  readonly unnamed: readonly string[];
}

interface Truth {
  readonly name: string;
  readonly atMicros: number;
  readonly millis: number;
  readonly ranMillis: number;
  readonly coreWaitMillis: number;
  readonly sent: number;
  readonly waitedMillis: number;
}

/** Before a report is asked for; it keeps the longest 100. */
const atOnce = 40;

/** Blocks of random lengths, from 60 ms on, each of a function chosen at random, with requests that come meanwhile. */
export async function proveFound(
  node: string,
  count: number,
  options: Readonly<Record<string, unknown>>,
): Promise<CheckedBlock[]> {
  const server = await startHeldServer(node, { discardFirst: false, ...options });
  try {
    await server.get('/quick/1');
    for (const name of Object.keys(functions)) await server.get(`/hold/${name}/10`);
    const checked: CheckedBlock[] = [];
    while (checked.length < count) {
      await server.post('/__profile__/clear');
      const truths: Truth[] = [];
      const wanted = Math.min(atOnce, count - checked.length);
      while (truths.length < wanted) truths.push(await holdOnce(server));
      const blocks = await reported(server, truths);
      checked.push(...truths.map((truth) => check(truth, blocks)));
    }
    return checked;
  } finally {
    await server.kill();
  }
}

async function holdOnce(server: HeldServer): Promise<Truth> {
  const names = Object.keys(functions);
  const name = names[Math.floor(Math.random() * names.length)] as string;
  const held = server.get(`/hold/${name}/${Math.round(60 + Math.random() * 300)}`);
  await delay(Math.random() * 40);
  const from = performance.now();
  let waitedMillis = 0;
  const sent = Math.floor(Math.random() * 4);
  const quick = Array.from({ length: sent }, async () => {
    await server.get('/quick/1');
    waitedMillis += performance.now() - from;
  });
  const { at, millis, ranMillis, waitedMillis: coreWaitMillis } = JSON.parse(await held);
  await Promise.all(quick);
  await delay(20);
  return { name, atMicros: at, millis, ranMillis, coreWaitMillis, sent, waitedMillis };
}

/** Blocks are in the report when it is known who has waited for them. */
async function reported(server: HeldServer, truths: readonly Truth[]): Promise<readonly Block[]> {
  await delay(2_500);
  const read = async (): Promise<readonly Block[]> =>
    JSON.parse(await server.get('/__profile__/?format=json&limit=1000&full=1')).blocks;
  return await until(
    read,
    (blocks) => truths.every((truth) => blockOf(truth, blocks) !== undefined),
    'all blocks in the report',
  ).catch(read);
}

function blockOf({ atMicros, millis }: Truth, blocks: readonly Block[]): Block | undefined {
  const middle = atMicros + millis * 500;
  return blocks.find(({ at, micros }) => at <= middle && middle <= at + micros);
}

function check(truth: Truth, blocks: readonly Block[]): CheckedBlock {
  const { name, atMicros, ...known } = truth;
  const block = blockOf(truth, blocks);
  const wanted = functions[name] as string;
  const quick = block?.delayed.filter(({ route }) => route === '/quick/:id') ?? [];
  const sum = (of: (one: (typeof quick)[number]) => number): number =>
    quick.reduce((all, one) => all + of(one), 0);
  const reportedMillis = (block?.micros ?? 0) / 1000;
  return {
    ...known,
    ...{ name: wanted, reportedMillis },
    delayed: sum(({ requests }) => requests),
    delayedMillis: sum(({ micros }) => micros) / 1000,
    wrong:
      block === undefined
        ? ['not found']
        : [
            ...(block.route === '/hold/:name/:millis' ? [] : [`it names the route ${block.route}`]),
            ...(reportedMillis >= known.millis - 1
              ? []
              : [`it has ${reportedMillis} of ${known.millis.toFixed(1)} ms`]),
          ],
    unnamed:
      block === undefined || (block.name === wanted && block.stack.some((frame) => frame.name === wanted))
        ? []
        : [`it names ${block.name || 'no function'}`],
  };
}
