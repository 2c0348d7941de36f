import { emitKeypressEvents, type Key as Keypress } from 'node:readline';
import type { ReportModel } from '@routeprof/core';
import { createPainter, routeName } from '@routeprof/core/tools';
import { openInBrowser } from '../open-browser.ts';
import { draw } from './draw.ts';
import { press, queryOf, type TopState } from './state.ts';

/** Where the tables come from. */
export interface LiveSource {
  /** `signal`: the answer is no longer needed. */
  ask(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ReportModel>;
  /** The page to open; `undefined` for a file. */
  readonly href: string | undefined;
}

const everyMillis = 2_000;
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const signals = ['SIGTERM', 'SIGHUP'] as const;

/** Shows tables on the terminal until the user quits. */
export async function showLive(source: LiveSource, start: TopState): Promise<void> {
  const { stdin, stdout } = process;
  const paint = createPainter(stdout.hasColors() && !process.env.NO_COLOR);
  let state = start;
  let model: ReportModel | undefined;
  let before: ReportModel | undefined;
  let trouble: string | undefined;
  let asked = 0;
  const over = new AbortController();

  const show = (): void => {
    if (model === undefined || over.signal.aborted) return;
    const lines = draw(state, model, before, trouble, { columns: stdout.columns, rows: stdout.rows }, paint);
    stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`);
  };
  const load = async (): Promise<void> => {
    const turn = ++asked;
    try {
      const next = await source.ask(queryOf(state), over.signal);
      // A newer query has been sent.
      if (turn !== asked) return;
      before = model;
      model = next;
      trouble = undefined;
    } catch (error) {
      if (turn !== asked) return;
      trouble = error instanceof Error ? error.message : String(error);
      if (model === undefined) throw error;
    }
  };
  const refresh = async (): Promise<void> => {
    await load();
    show();
  };

  await load();
  const restore = (): void => {
    stdin.setRawMode(false);
    stdout.write(leave);
  };
  const endBy = (signal: NodeJS.Signals): void => {
    restore();
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.once(signal, endBy);
  stdout.write(enter);
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  // A file does not change.
  const timer = model?.status.fixed ? undefined : setInterval(() => void refresh(), everyMillis);
  stdout.on('resize', show);
  try {
    show();
    await new Promise<void>((resolve) => {
      stdin.on('keypress', (text: string | undefined, key: Keypress) => {
        const names = state.view === 'routes' ? (model?.routes ?? []).map(routeName) : [];
        const count = state.view === 'routes' ? names.length : (model?.functions.length ?? 0);
        const { state: next, effect } = press(state, nameOf(text, key), names, count);
        const other = JSON.stringify(queryOf(next)) !== JSON.stringify(queryOf(state));
        state = next;
        if (effect === 'quit') resolve();
        else if (effect === 'open') open(source.href, state);
        if (other) {
          // Rates need two answers to the same query.
          before = undefined;
          void refresh();
        } else show();
      });
    });
  } finally {
    over.abort();
    clearInterval(timer);
    stdin.pause();
    stdout.off('resize', show);
    for (const signal of signals) process.off(signal, endBy);
    restore();
  }
}

function nameOf(text: string | undefined, { name, ctrl }: Keypress): string {
  if (ctrl) return `ctrl-${name}`;
  // Case matters: `S` is not `s`.
  return text !== undefined && /^[^\p{Cc}]+$/u.test(text) ? text : (name ?? '');
}

function open(href: string | undefined, state: TopState): void {
  if (href === undefined) return;
  const query = new URLSearchParams(queryOf(state));
  query.delete('limit');
  openInBrowser(`${href}?${query}`);
}
