import { expect, test } from 'vitest';
import { proveFound } from '../proofs/blocks/found.ts';
import { proveKill } from '../proofs/blocks/kills.ts';
import { proveLiveRegexp } from '../proofs/blocks/live-regexp.ts';
import { node } from '../src/client/server-process.ts';

// Short runs of `prove:blocks`, which wait for what they look for.
test('blocks of random length are found, with their route, and with their function unless they had to wait for a core', async () => {
  for (const { name, wrong, unnamed, ...block } of await proveFound(node, 8, { rate: 1_000 })) {
    expect(wrong, name).toEqual([]);
    if (block.ranMillis > block.coreWaitMillis) expect(unnamed, name).toEqual([]);
  }
});

test('a process is killed while its loop is blocked: the evidence names route, function and process', async () => {
  for (const round of [0, 1]) expect((await proveKill(node, round, undefined)).wrong).toEqual([]);
});

test('a catastrophic regular expression is named while it still runs', async () => {
  expect(await proveLiveRegexp(node)).toMatchObject({
    name: 'checkMail',
    route: '/mail/:length',
    isRunning: true,
  });
});
