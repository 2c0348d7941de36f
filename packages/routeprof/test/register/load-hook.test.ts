import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { hookLoading, resolvesFrom } from '../../src/register/load-hook.ts';
import { patched } from '../../src/register/module-patch.ts';

const app = mkdtempSync(join(tmpdir(), 'load-hook-'));
afterAll(() => rmSync(app, { recursive: true }));

test('a package is looked for where the app would find it', () => {
  const name = 'only-in-this-app';
  const file = join(app, 'src/server.js');
  expect(resolvesFrom(name, [file, undefined])).toBe(false);
  mkdirSync(join(app, 'node_modules', name), { recursive: true });
  writeFileSync(join(app, 'node_modules', name, 'index.js'), '');
  expect(resolvesFrom(name, [undefined, file])).toBe(true);
  expect(resolvesFrom(name, [undefined, import.meta.filename, 'not/absolute'])).toBe(false);
});

describe('modules that need a line have it when they are loaded', () => {
  const koa = 'exports.createContext = 1;';
  const shared = Symbol.for('routeprof');
  const heard: unknown[] = [];
  const { createRequire, registerHooks } = module;
  beforeAll(() => {
    const hooks = { koa: (exported: unknown) => heard.push(exported) };
    Object.defineProperty(globalThis, shared, { configurable: true, value: { hooks } });
  });
  afterAll(() => Reflect.deleteProperty(globalThis, shared));
  afterEach(() => Object.assign(module, { registerHooks }));

  /** A separate module for each test, because Node caches loaded modules. */
  const write = (folder: string, file: string, source: string): string => {
    const path = join(app, folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    return path;
  };
  const loadAll = (folder: string): unknown[] => {
    heard.length = 0;
    const require = createRequire(join(app, 'x.js'));
    const added: unknown = require(write(folder, 'koa/lib/application.js', koa));
    require(write(folder, 'koa/lib/other.js', koa));
    return heard.map((one) => one === added);
  };

  test.runIf(registerHooks)('by the hooks of newer versions of Node', () => {
    const load = vi.fn<module.LoadHookSync>();
    Object.assign(module, {
      registerHooks: (hooks: { load: typeof load }) => load.mockImplementation(hooks.load),
    });
    hookLoading();
    const next = (source: unknown) => () => ({ format: 'module', source, shortCircuit: true }) as never;
    const url = 'file:///app/node_modules/koa/lib/application.js';
    const context = { format: 'module' } as never;
    const added = { format: 'module', source: patched(url, koa), shortCircuit: true };
    expect(load(url, context, next(koa))).toEqual(added);
    expect(load(url, context, next(Buffer.from(koa)))).toEqual(added);
    for (const none of [null, undefined]) expect(load(url, context, next(none)).source).toBe(none);
    expect(load('file:///app/server.js', context, next(koa)).source).toBe(koa);
    const asked = vi.fn(next(koa));
    load(url, context, asked);
    expect(asked.mock.calls).toEqual([[url, context]]);
  });

  test('by the compiler of older Nodes, which use a hooks thread only for Hono', () => {
    const register = vi.spyOn(module, 'register').mockReturnValue();
    const { prototype } = module.Module as unknown as { prototype: object };
    const own = Object.getOwnPropertyDescriptor(prototype, '_compile') as PropertyDescriptor;
    vi.spyOn(process, 'cwd').mockReturnValue(app);
    const asked: string[] = [];
    let isThere = false;
    vi.spyOn(module, 'createRequire').mockImplementation((file) => {
      const resolve = (name: string): string => {
        asked.push(`${name} from ${file}`);
        if (isThere) return '/found.js';
        throw new Error('There is none.');
      };
      return { resolve } as unknown as NodeJS.Require;
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
      Object.defineProperty(prototype, '_compile', own);
    });
    Object.assign(module, { registerHooks: undefined });
    hookLoading();
    expect(register).not.toHaveBeenCalled();
    expect(asked).toEqual([`hono from ${process.argv[1]}`, `hono from ${join(app, 'app.js')}`]);
    expect(loadAll('old')).toEqual([true]);

    // Others hook it, too, for all modules or for one.
    const compiled: string[] = [];
    const compiles = prototype as { _compile: (this: unknown, source: string, file: string) => unknown };
    const before = compiles._compile;
    compiles._compile = function (source, file) {
      compiled.push(source);
      return Reflect.apply(before, this, [source, file]);
    };
    expect(loadAll('hooked')).toEqual([true]);
    expect(compiled).toEqual([patched('/koa/lib/application.js', koa), koa]);
    const one = Object.assign(Object.create(prototype), { filename: '/koa/lib/application.js' });
    const theirs = () => 'theirs';
    one._compile = theirs;
    expect(Object.getOwnPropertyDescriptor(one, '_compile')).toEqual({
      configurable: true,
      enumerable: true,
      writable: true,
      value: theirs,
    });
    expect(loadAll('again')).toEqual([true]);
    const plain = Object.assign(Object.create(prototype), { filename: null });
    expect(plain._compile).toBe(compiles._compile);

    isThere = true;
    Object.defineProperty(prototype, '_compile', own);
    hookLoading();
    expect(register.mock.calls).toEqual([['./load-hook-thread.cjs', expect.stringMatching(/^file:/)]]);
  });
});
