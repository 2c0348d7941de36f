import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findExportFormat } from '@routeprof/core/tools';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { shopWindow } from '../../core/test/export/fixture.ts';
import { newFolder } from './folder.ts';
import { type ShopProcess, startShop } from './shop-process.ts';
import { onTerminal, type Terminal } from './terminal.ts';

/** Checks the exit code, and that the terminal is restored. */
const endedWell = { code: 0, isAsBefore: true, left: [] };
const [enter, back, down, ctrlC] = ['\r', '\u001b', '\u001b[B', '\u0003'];
const alternateScreen = { on: '\u001b[?1049h', off: '\u001b[?1049l' };
const cursor = { hidden: '\u001b[?25l', shown: '\u001b[?25h' };

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop();
  for (const path of ['/shop/api/products', '/shop/api/search?q=oak']) {
    for (let i = 0; i < 5; i++) await (await fetch(shop.origin + path)).arrayBuffer();
  }
});
afterAll(() => shop.stop());

async function profileFile(): Promise<string> {
  const { path } = newFolder({
    'a.pb.gz': (await findExportFormat('pprof')?.write(shopWindow)) as Uint8Array,
  });
  return path('a.pb.gz');
}

/** The last of the two escape sequences counts. */
function isLast(written: string, one: string, other: string): boolean {
  return written.includes(one) && written.lastIndexOf(one) > written.lastIndexOf(other);
}

function expectRestored(terminal: Terminal): void {
  const written = terminal.written();
  expect(written).toContain(alternateScreen.on);
  // It draws on the alternate screen.
  expect(written.indexOf('\u001b[H')).toBeGreaterThan(written.indexOf(alternateScreen.on));
  expect(written).toContain(cursor.hidden);
  expect(isLast(written, alternateScreen.off, alternateScreen.on)).toBe(true);
  expect(isLast(written, cursor.shown, cursor.hidden)).toBe(true);
}

/** The rows of the table that is shown, the chosen one with its mark. */
function rowsOf(terminal: Terminal): string[] {
  const lines = terminal.screen().split('\n');
  const title = lines.findIndex((line) => / by \S+/.test(line));
  return lines.slice(title + 2, -1).filter((line) => line.trim() !== '');
}

describe('top on a terminal', () => {
  test('keys sort, choose, filter, show functions and go back; q ends it', async () => {
    const terminal = onTerminal(['top', shop.origin]);
    // A request counts when its response has closed, which may be after the client has it.
    await terminal.shows(/Routes by cpu\n.*\n▸ .*GET.*\n {2}.*GET/s);
    expect(rowsOf(terminal)).toEqual([
      expect.stringMatching(/^▸ .*GET/),
      expect.stringMatching(/^ {2}.*GET/),
    ]);
    terminal.press(down);
    await terminal.shows(/\n {2}\S.*\n▸ .*\n/);

    terminal.press('s');
    await terminal.shows(/Routes by cpu\/request\n/);
    terminal.press('S');
    await terminal.shows(/Routes by cpu\n/);

    terminal.press('/sea');
    await terminal.shows(/filter: sea▏/);
    terminal.press(enter);
    await terminal.shows(/Routes by cpu, with sea\n/);
    await terminal.shows(/▸ .*\/shop\/api\/search/);
    expect(rowsOf(terminal)).toHaveLength(1);

    terminal.press(enter);
    await terminal.shows(/Functions of GET \/shop\/api\/search by self\n/);
    terminal.press(back);
    await terminal.shows(/Routes by cpu\n/);
    terminal.press('f');
    await terminal.shows(/Functions of the whole app by self\n/);
    terminal.press('q');
    expect(await terminal.ended()).toEqual(endedWell);
    expectRestored(terminal);
  });

  test('Ctrl-C ends it, and while a filter is typed that', async () => {
    const terminal = onTerminal(['top', await profileFile()]);
    await terminal.shows(/Routes by cpu\n/);
    terminal.press('/q');
    await terminal.shows(/filter: q▏/);
    terminal.press(ctrlC);
    await terminal.shows(/q quit/);
    terminal.press(ctrlC);
    expect(await terminal.ended()).toEqual(endedWell);
    expectRestored(terminal);
  });

  test('o opens the current view in the browser', async () => {
    const { path } = newFolder({ 'xdg-open': '#!/bin/sh\nprintf %s "$1" > "$OPENED"\n' });
    chmodSync(path('xdg-open'), 0o755);
    const folder = path('').replace(/\/$/, '');
    const terminal = onTerminal(['top', shop.origin], {
      PATH: `${folder}:${process.env.PATH}`,
      OPENED: path('opened'),
    });
    await terminal.shows(/Routes by cpu\n/);
    terminal.press('s');
    await terminal.shows(/Routes by cpu\/request\n/);
    terminal.press('o');
    const url = await vi.waitUntil(
      () => existsSync(path('opened')) && readFileSync(path('opened'), 'utf8'),
      60_000,
    );
    expect(url).toBe(`${shop.origin}/__profile__/?view=routes&sort=cpu%2Frequest`);
    terminal.press('q');
    expect(await terminal.ended()).toEqual(endedWell);
  });

  test('q ends it at once, also while the app does not answer', async () => {
    let isStuck = false;
    let wasAsked = false;
    const server = createServer(async (request, response) => {
      if (isStuck) {
        wasAsked = true;
        return;
      }
      const answer = await fetch(shop.origin + request.url);
      response.writeHead(answer.status, { 'content-type': String(answer.headers.get('content-type')) });
      response.end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const terminal = onTerminal(['top', `http://127.0.0.1:${(server.address() as AddressInfo).port}`]);
    await terminal.shows(/Routes by cpu\n/);
    isStuck = true;
    terminal.press('f');
    await vi.waitUntil(() => wasAsked, 60_000);
    terminal.press('q');
    expect(await terminal.ended()).toEqual(endedWell);
    expectRestored(terminal);
  });

  test.for([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends it, and leaves the terminal as it was', async ([signal, code]) => {
    const terminal = onTerminal(['top', await profileFile()]);
    await terminal.shows(/Routes by cpu\n/);
    terminal.signal(signal);
    expect(await terminal.ended()).toEqual({ ...endedWell, code });
    expectRestored(terminal);
  });

  test('a missing app is reported before the screen is taken over', async () => {
    const terminal = onTerminal(['top', 'http://127.0.0.1:1']);
    expect(await terminal.ended()).toEqual({ ...endedWell, code: 2 });
    expect(terminal.written()).toContain('routeprof: nothing answers at http://127.0.0.1:1.');
    expect(terminal.written()).not.toContain(alternateScreen.on);
  });
});

describe('open on a terminal', () => {
  test.for([
    ['Ctrl-C', (terminal: Terminal) => terminal.press(ctrlC)],
    ['SIGTERM', (terminal: Terminal) => terminal.signal('SIGTERM')],
  ] as const)('%s ends it', async ([, end]) => {
    const terminal = onTerminal(['open', await profileFile()]);
    await terminal.shows(/until you press Ctrl-C\./);
    const [, url = ''] = / is at (\S+) until/.exec(terminal.written()) ?? [];
    expect(await (await fetch(url, { headers: { accept: 'text/html' } })).text()).toContain('shop 1.2.3');
    end(terminal);
    expect(await terminal.ended()).toEqual(endedWell);
    await expect(fetch(url)).rejects.toThrow();
  });
});
