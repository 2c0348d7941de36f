import { describe, expect, test } from 'vitest';
import { load } from '../../src/register/load-hook-thread.ts';
import { patched, patchFor, textOf } from '../../src/register/module-patch.ts';

const koa = 'class Application { createContext() {} }';
const hono = 'var Context = class {}';

describe('a line is added', () => {
  test.each([
    ['/app/node_modules/koa/lib/application.js', koa, 'hooks.koa'],
    ['file:///app/node_modules/koa/lib/application.js', koa, 'hooks.koa'],
    ['C:\\app\\node_modules\\koa\\lib\\application.js', koa, 'hooks.koa'],
    ['/app/node_modules/hono/dist/context.js', hono, 'hooks.hono'],
    ['/app/node_modules/hono/dist/cjs/context.js', hono, 'hooks.hono'],
    ['C:\\app\\node_modules\\hono\\dist\\context.js', hono, 'hooks.hono'],
  ])('to %s', (file, source, offer) => {
    expect(patchFor(file)).toBeDefined();
    const [first, ...more] = patched(file, source).split('\n');
    expect(first).toBe(source);
    expect(more.join('')).toContain(offer);
  });

  test.each([
    ['/app/node_modules/koa/lib/context.js', koa],
    ['/app/node_modules/koa/lib/application.js.map', koa],
    ['/app/node_modules/koa/lib/application.js', 'another koa'],
    ['/app/node_modules/hono/dist/other/context.js', hono],
    ['/app/node_modules/hono/dist/context.js', 'another hono'],
    ['/app/src/application.js', koa],
    ['/app/src/context.js', hono],
    ['C:\\app\\src\\context.js', hono],
    ['C:\\app\\server.js', koa],
  ])('to no other: %s', (file, source) => {
    expect(patched(file, source)).toBe(source);
  });
});

test('a source is text in whichever way Node gives it', () => {
  const bytes = new TextEncoder().encode('naïve');
  expect([textOf('naïve'), textOf(bytes), textOf(bytes.buffer)]).toEqual(['naïve', 'naïve', 'naïve']);
});

describe('in Node’s own thread for hooks', () => {
  const file = 'file:///app/node_modules/hono/dist/context.js';
  const loadAs = (url: string, source: string | Uint8Array | null | undefined) =>
    load(url, { format: 'module' }, async (asked, context) => ({ source: source as null, asked, context }));

  test('a module has its line, and all else that was loaded', async () => {
    for (const source of [hono, new TextEncoder().encode(hono)]) {
      expect(await loadAs(file, source)).toEqual({
        source: patched(file, hono),
        asked: file,
        context: { format: 'module' },
      });
    }
  });

  test('others, and those without a source, are unchanged', async () => {
    expect(await loadAs('file:///app/server.js', hono)).toMatchObject({ source: hono });
    for (const source of [null, undefined]) expect((await loadAs(file, source)).source).toBe(source);
  });
});
