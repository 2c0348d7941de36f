import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readArguments } from '../apps/all-in-one/src/arguments.ts';
import { startDemo } from '../apps/all-in-one/src/start.ts';
import { findBrowser } from './find-browser.ts';
import { root } from './packages.ts';

// The pictures in the documents: of the demo's own report, under load. The demo runs in this process, so that the
// paths in the pictures begin at the root of the repository.
const pictures = [
  { file: 'screenshot.png', query: '?filter=/express/&limit=8', dark: false },
  {
    file: 'screenshot-functions-dark.png',
    query: `?view=functions&route=${encodeURIComponent('GET /express/api/search')}&limit=8`,
    dark: true,
  },
];
const size = '1280,764';
const loadMillis = 20_000;
const limitKilobytes = 150;

const chromium = findBrowser();

const temp = mkdtempSync(join(tmpdir(), 'routeprof-'));
process.on('exit', () => rmSync(temp, { recursive: true, force: true, maxRetries: 3 }));

const demo = await startDemo(readArguments(['--port', '4100']));
try {
  console.log(`Load for ${loadMillis / 1000} s …`);
  // A load that breaks off must not be pictured.
  await Promise.race([setTimeout(loadMillis), demo.load.done]);
  mkdirSync(join(root, 'docs'), { recursive: true });
  for (const picture of pictures) await take(picture);
} finally {
  await demo.close();
}

async function take({ file, query, dark }: (typeof pictures)[number]): Promise<void> {
  const path = join(root, 'docs', file);
  rmSync(path, { force: true });
  const flags = [
    '--headless',
    // Chromium's sandbox does not start for root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${mkdtempSync(join(temp, 'profile-'))}`,
    '--hide-scrollbars',
    `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
    `--window-size=${size}`,
    `--screenshot=${path}`,
  ];
  await promisify(execFile)(chromium, [...flags, demo.reportUrl + query], { timeout: 60_000 });
  if (!existsSync(path)) throw new Error(`${chromium} ended without writing ${path}`);
  const kilobytes = statSync(path).size / 1000;
  console.log(`docs/${file}: ${kilobytes.toFixed(0)} kB`);
  if (kilobytes > limitKilobytes) throw new Error(`docs/${file} is larger than ${limitKilobytes} kB`);
}
