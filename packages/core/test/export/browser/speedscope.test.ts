import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../../scripts/find-browser.ts';
import { functionName } from '../../../src/presentation/names.ts';
import type { Window } from '../../../src/profile/window.ts';
import type { Frame } from '../../../src/sample/stack-tree.ts';
import { emptyWindow, hostileWindow, shopWindow } from '../fixture.ts';
import { type SelfAndTotal, type Stack, selfAndTotals, stacksOf, sum } from '../stacks.ts';
import { written } from '../written.ts';

const app = join(dirname(fileURLToPath(import.meta.resolve('speedscope/package.json'))), 'dist/release');
const contentTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

let browser: Browser;
let server: Server;
let origin: string;
const files = new Map<string, string>();

beforeAll(async () => {
  server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const ours = files.get(pathname.slice(1));
    const body = ours ?? (await readFile(join(app, pathname)).catch(() => undefined));
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': contentTypes[extname(pathname)] ?? 'text/plain',
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({
    executablePath: findBrowser(),
    // The sandbox does not start for root.
    chromiumSandbox: process.getuid?.() !== 0,
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

interface Imported {
  readonly shared: {
    readonly frames: readonly { readonly name: string; readonly file?: string; readonly line?: number }[];
  };
  readonly profiles: readonly {
    readonly name: string;
    readonly unit: string;
    readonly endValue: number;
    readonly events: readonly { readonly type: 'O' | 'C'; readonly at: number; readonly frame: number }[];
  }[];
}

/** Opens a file in speedscope, and saves it from there. */
async function importInSpeedscope(name: string, text: string): Promise<Imported> {
  files.set(name, text);
  const page = await browser.newPage();
  try {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${origin}/index.html#profileURL=${encodeURIComponent(`${origin}/${name}`)}`);
    await page.getByText('Sandwich', { exact: false }).first().waitFor();
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Control+s');
    const path = await (await saved).path();
    expect(errors).toEqual([]);
    return JSON.parse(await readFile(path, 'utf8'));
  } finally {
    await page.close();
    files.delete(name);
  }
}

/** The stacks of a profile, each with the time that it was the whole stack. */
function stacksIn({ events }: Imported['profiles'][number], nameOf: (frame: number) => string) {
  const stacks: { names: string[]; weight: number }[] = [];
  const open: string[] = [];
  let last = 0;
  for (const { type, at, frame } of events) {
    if (at > last) stacks.push({ names: [...open], weight: at - last });
    last = at;
    if (type === 'O') open.push(nameOf(frame));
    else expect(open.pop()).toBe(nameOf(frame));
  }
  expect(open).toEqual([]);
  return stacks;
}

/** Only stacks with a weight, without frames that speedscope leaves out. */
function figures(stacks: Iterable<{ readonly names: readonly string[]; readonly weight: number }>) {
  const found = selfAndTotals(stacks);
  return new Map([...found].filter(([, { total }]) => total > 0).sort());
}

type Figures = Map<string, SelfAndTotal>;

function expectedOf(
  window: Window,
  weight: 'cpuMicros' | 'wallMicros',
  nameOf: (frame: Frame) => string = functionName,
): Figures {
  return figures(
    stacksOf(window).map((stack: Stack) => ({
      names: [stack.part, ...stack.frames.map(nameOf)],
      weight: stack[weight],
    })),
  );
}

/** V8 has no names for some functions; speedscope makes one. */
function nameInCpuProfile({ name, file, line }: Frame): string {
  return name || `(anonymous ${file.split('/').pop()}:${line})`;
}

describe.each(Object.entries({ shop: shopWindow, hostile: hostileWindow }))('of the %s', (_name, window) => {
  const cpuMicros = sum(stacksOf(window), (stack) => stack.cpuMicros);

  test('speedscope reads its own format', async () => {
    const { shared, profiles } = await importInSpeedscope('a.speedscope.json', written.speedscope(window));
    const nameOf = (frame: number) => shared.frames[frame]?.name ?? '';
    expect(figures(profiles.flatMap((profile) => stacksIn(profile, nameOf)))).toEqual(
      expectedOf(window, 'cpuMicros'),
    );
    expect(sum(profiles, ({ endValue }) => endValue)).toBe(cpuMicros);
    expect(profiles.every(({ unit }) => unit === 'microseconds')).toBe(true);
  });

  test('speedscope reads the .cpuprofile', async () => {
    const { shared, profiles } = await importInSpeedscope('a.cpuprofile', written.cpuProfile(window));
    const nameOf = (frame: number) => shared.frames[frame]?.name ?? '';
    const [profile] = profiles;
    if (!profile) throw new Error('There is no profile.');
    // Speedscope does not show idle time as a frame.
    const found = stacksIn(profile, nameOf).filter(({ names }) => names.length > 0);
    expect(figures(found)).toEqual(expectedOf(window, 'wallMicros', nameInCpuProfile));
    expect(profile.endValue).toBe(
      sum(stacksOf(window), ({ wallMicros }) => wallMicros) + window.runtime.idleMicros,
    );
  });

  test('speedscope reads folded stacks', async () => {
    const text = written.folded(window);
    const { shared, profiles } = await importInSpeedscope('a.folded.txt', text);
    const nameOf = (frame: number) => shared.frames[frame]?.name ?? '';
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return { names: line.slice(0, space).split(';'), weight: Number(line.slice(space + 1)) };
      });
    expect(figures(profiles.flatMap((profile) => stacksIn(profile, nameOf)))).toEqual(figures(lines));
    expect(sum(profiles, ({ endValue }) => endValue)).toBe(cpuMicros);
  });
});

test('speedscope opens a callgrind file', async () => {
  const { profiles } = await importInSpeedscope('callgrind.out', written.callgrind(shopWindow));
  expect(profiles.map(({ name }) => name)).toEqual(
    ['Cpu_us', 'Wall_us', 'Samples'].map((event) => `callgrind.out -- ${event}`),
  );
});

test('speedscope opens files of an empty window', async () => {
  const { profiles } = await importInSpeedscope('a.speedscope.json', written.speedscope(emptyWindow));
  expect(sum(profiles, ({ endValue }) => endValue)).toBe(0);
});
