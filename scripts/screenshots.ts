import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { readArguments } from '../apps/all-in-one/src/arguments.ts';
import { startDemo } from '../apps/all-in-one/src/start.ts';
import { findBrowser } from './find-browser.ts';
import { root } from './packages.ts';
import { palettePng } from './palette-png.ts';

// Takes the pictures in the docs: every view of the demo's report, under load, in both themes, and a route of the slow app.
// The demo runs in this process, so that paths in the pictures begin at the root of the repository.
const route = 'GET /express/api/search';
const size = { width: 1280, height: 800 };
const loadMillis = 30_000;
const limitKilobytes = 120;
/** Long, because the demo's load keeps the machine busy. */
const waitMillis = 180_000;

/** A picture: the address, and what must be on the page before it is taken. */
interface Picture {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly seen: string;
}

const slowPort = 4200;
const slowOrigin = `http://127.0.0.1:${slowPort}`;
const warmUpRequests = 100;
const slowRequests = 60;
const slowRoute: Picture = { name: 'route', query: { route: 'GET /orders' }, seen: '.waits' };

const demo = await startDemo(readArguments(['--port', '4100']));
const browser = await chromium.launch({
  executablePath: findBrowser(),
  // The sandbox does not start for root.
  chromiumSandbox: process.getuid?.() !== 0,
  args: ['--disable-quic', '--disable-background-networking', '--disable-component-update'],
});
try {
  await takeDemo().finally(() => demo.close());
  await withSlowApp(() => takeAll([slowRoute], `${slowOrigin}/__profile__/`));
} finally {
  await browser.close();
}

async function takeDemo(): Promise<void> {
  console.log(`Load for ${loadMillis / 1000} s …`);
  // Fails if the load ends early.
  await Promise.race([setTimeout(loadMillis), demo.load.done]);
  mkdirSync(join(root, 'docs'), { recursive: true });
  const heaviest = await heaviestFunction();
  const pictures: readonly Picture[] = [
    { name: 'overview', query: {}, seen: 'table .spark' },
    { name: 'flame', query: { view: 'flame', fold: 'app.node' }, seen: 'canvas' },
    { name: 'functions', query: { view: 'functions', route }, seen: 'table' },
    { name: 'pivot', query: { view: 'pivot', route, function: heaviest }, seen: '.pivot-middle' },
    { name: 'source', query: { view: 'source', route, function: heaviest }, seen: '.source .marked' },
    { name: 'compare', query: { view: 'compare', from: '-15s', base: '-60s..-15s' }, seen: 'table' },
  ];
  await takeAll(pictures, demo.reportUrl);
}

/** A process of its own, one request after the other: the demo's load would delay them. */
async function withSlowApp(work: () => Promise<void>): Promise<void> {
  const app = spawn(process.execPath, [join(root, 'apps/slow/src/main.ts'), '--no-load'], {
    env: { ...process.env, PORT: String(slowPort) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(app, 'exit');
  try {
    await Promise.race([once(app.stdout, 'data'), ended]);
    await askOrders(warmUpRequests);
    await fetch(`${slowOrigin}/__profile__/clear`, { method: 'POST' });
    await askOrders(slowRequests);
    // Traces are in the report when it is known what delayed them.
    await setTimeout(3_000);
    await work();
  } finally {
    app.kill('SIGTERM');
    await ended;
  }
}

async function askOrders(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await (await fetch(`${slowOrigin}/orders`)).text();
}

async function takeAll(pictures: readonly Picture[], reportUrl: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const)
    for (const picture of pictures) await take(browser, picture, theme, reportUrl);
}

/** The function of the shop's search with the most total time. */
async function heaviestFunction(): Promise<string> {
  const query = new URLSearchParams({
    view: 'functions',
    route,
    sort: 'total',
    filter: 'apps/shop/src/search.ts',
    format: 'json',
  });
  const answer = await fetch(`${demo.reportUrl}?${query}`);
  const { functions } = (await answer.json()) as { readonly functions: readonly { readonly id: string }[] };
  if (functions[0] === undefined) throw new Error(`No function of the search was sampled in ${route}`);
  return functions[0].id;
}

async function take(
  browser: Browser,
  { name, query, seen }: Picture,
  theme: 'light' | 'dark',
  reportUrl: string,
): Promise<void> {
  const file = `docs/page-${name}-${theme}.png`;
  const page = await browser.newPage({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' });
  page.setDefaultTimeout(waitMillis);
  try {
    await page.goto(`${reportUrl}?${new URLSearchParams(query)}`);
    await page.locator(`#app main ${seen}`).first().waitFor();
    const png = palettePng(await page.screenshot());
    const kilobytes = png.length / 1000;
    console.log(`${file}: ${kilobytes.toFixed(0)} kB`);
    if (kilobytes > limitKilobytes) throw new Error(`${file} would be larger than ${limitKilobytes} kB`);
    writeFileSync(join(root, file), png);
  } finally {
    await page.close();
  }
}
