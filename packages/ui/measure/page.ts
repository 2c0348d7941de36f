import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../../scripts/find-browser.ts';
import { codePositions } from '../../core/src/answers/fixed-profile.ts';
import { createReportService } from '../../core/src/answers/report-service.ts';
import { statusWithoutApp } from '../../core/src/answers/status-without-app.ts';
import { createClosedSum } from '../../core/src/process/closed-sum.ts';
import type { ProcessProfiler } from '../../core/src/process/process-profiler.ts';
import { readChoice } from '../../core/src/process/read-choice.ts';
import type { Source, Window } from '../../core/src/profile/window.ts';
import { createWindowsInMemory } from '../../core/src/store/windows-in-memory.ts';
import { pageAssets } from '../../core/src/web/generated/page-assets.ts';
import { createHandler } from '../../core/src/web/handler.ts';
import { emptyWindow, largeWindow } from './large-window.ts';

// What the page costs with a large profile: from the click to the picture, bytes on the wire, and a frame of a zoom.
// The figures in bench/README.md come from here. Run it on an idle machine: npx --yes pnpm@12 measure:page
const routes = 200;
const nodesOfRoute = 5_000;
const rounds = 7;
const views = [
  { name: 'Flame graph', from: 'routes', seen: 'canvas' },
  { name: 'Functions', from: 'routes', seen: '[aria-label=Functions]' },
  { name: 'Overview', from: 'functions', seen: '[aria-label=Routes]' },
] as const;

const server = await serve(largeWindow(routes, nodesOfRoute));
const browser = await chromium.launch({
  executablePath: findBrowser(),
  // The sandbox does not start for root.
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-quic', '--disable-background-networking', '--disable-component-update'],
});
try {
  console.log(`${routes} routes × ${nodesOfRoute} nodes; load average ${loadavg()[0]?.toFixed(1)}\n`);
  await measureViews(browser);
  await measureZoom(browser);
} finally {
  await browser.close();
  server.close();
}

/** A server whose profile never changes; each report is made again, as while requests arrive. */
async function serve(window: Window) {
  const closedSum = createClosedSum(20_000, () => Number.POSITIVE_INFINITY);
  const source = { service: 'large', instance: 'this' } as Source;
  const store = createWindowsInMemory({
    service: source.service,
    ladder: [],
    maxNodes: 20_000,
    maxBytes: Number.POSITIVE_INFINITY,
    now: () => window.endMicros,
    run: (work) => work(),
    onFailure: console.error,
  });
  store.add(window);
  const status = { ...statusWithoutApp(undefined), engine: 'async-context', rate: 1000 };
  const profiler = {
    app: { service: 'large', version: '1', folder: '/srv/app' },
    read: async (choice) => ({
      ...(await readChoice(choice, {
        store,
        closedSum,
        source,
        open: async () => emptyWindow,
        startOver() {},
      })),
      stamp: 'still',
    }),
    status: () => status,
    progress: async () => ({ stamp: 'still', requests: 1, samples: 1 }),
    paused: () => false,
    sourcePositions: codePositions('/srv/app'),
  } as Partial<ProcessProfiler> as ProcessProfiler;
  const handler = createHandler({
    path: '',
    token: undefined,
    authorize: undefined,
    onFailure: console.error,
    pageAssets,
    actions: createReportService(profiler),
  });
  const http = createServer(async ({ url = '/', headers, method = 'GET' }, response) => {
    const answer = await handler.handle({ method, url, headers, peer: '127.0.0.1', raw: undefined });
    response.writeHead(answer?.status ?? 404, answer?.headers);
    response.end(answer?.body);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

function open(browser: Browser, query: string): Promise<Page> {
  const { port } = server.address() as AddressInfo;
  return browser.newPage({ viewport: { width: 1280, height: 900 } }).then(async (page) => {
    await page.goto(`http://127.0.0.1:${port}/${query}`);
    await page.locator('#app main table, #app main canvas').first().waitFor({ timeout: 60_000 });
    return page;
  });
}

async function measureViews(browser: Browser): Promise<void> {
  for (const view of views) {
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round++) {
      // A new page each time, because a page caches answers.
      const page = await open(browser, `?view=${view.from}`);
      page.on('response', (response) => (bytes = Number(response.headers()['content-length'])));
      // Longer than a reading is cached, so that each click makes a new report.
      await page.waitForTimeout(700);
      times.push(await clickToPaint(page, view));
      await page.close();
    }
    const sorted = times.toSorted((a, b) => a - b);
    console.log(
      `${view.name.padEnd(12)} from the click to the picture: median ${middle(sorted).toFixed(0)} ms, worst ${sorted.at(-1)?.toFixed(0)} ms; ${(bytes / 1000).toFixed(0)} kB gzip`,
    );
  }
}

/** The time from the click until the first frame that shows the view has been painted. */
function clickToPaint(page: Page, view: (typeof views)[number]): Promise<number> {
  return page.evaluate(async ({ name, seen }) => {
    const link = [...document.querySelectorAll<HTMLElement>('#app nav a')].find(
      (a) => a.textContent === name,
    );
    const from = performance.now();
    link?.click();
    while (document.querySelector(`#app main ${seen}`) === null) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    // The next task comes after the style, layout and paint of this frame.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - from;
  }, view);
}

/** Zooms into a box of the largest graph, and measures the script of each frame of the animation. */
async function measureZoom(browser: Browser): Promise<void> {
  const page = await open(browser, '?view=flame&nodes=100000');
  const frames: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { width = 0, height = 0 } = (await page.locator('canvas').boundingBox()) ?? {};
    await page.evaluate(() => {
      const frames: number[] = [];
      const original = requestAnimationFrame;
      Object.assign(globalThis, { frames, originalFrame: original });
      globalThis.requestAnimationFrame = (step) =>
        original((time) => {
          const before = performance.now();
          step(time);
          frames.push(performance.now() - before);
        });
    });
    await page
      .locator('canvas')
      .click({ position: { x: width * (0.1 + 0.1 * round), y: Math.min(height, 70) } });
    await page.waitForTimeout(500);
    frames.push(
      ...(await page.evaluate(() => {
        const measured = globalThis as unknown as {
          frames: number[];
          originalFrame: typeof requestAnimationFrame;
        };
        globalThis.requestAnimationFrame = measured.originalFrame;
        return measured.frames;
      })),
    );
    await page.keyboard.press('Home');
    await page.waitForTimeout(300);
  }
  const sorted = frames.toSorted((a, b) => a - b);
  const boxes = await page.locator('canvas').count();
  if (boxes === 0 || sorted.length === 0) throw new Error('Nothing was drawn');
  console.log(
    `A frame of a zoom, 100,000 nodes: median ${middle(sorted).toFixed(1)} ms, worst ${sorted.at(-1)?.toFixed(1)} ms of script, of ${sorted.length} frames`,
  );
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
