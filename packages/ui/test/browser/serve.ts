import type { IncomingMessage } from 'node:http';
import { serveShop as serveExpressShop } from '../../../../apps/shop/src/serve-shop.ts';
import { createProfiler } from '../../../core/src/index.ts';

/** An Express app with the profiler, on a port of its own, measured for a moment and then paused. */
export interface Served {
  /** `http://127.0.0.1:1234/__profile__/` */
  readonly report: string;
  /** The JSON that the page's figures come from. */
  json<Model>(query: Readonly<Record<string, string>>): Promise<Model>;
  /** Sends requests to the shop until the report has samples of them, and a time line if windows are short. */
  load(): Promise<void>;
  close(): Promise<void>;
}

const paths = ['/shop/api/products', '/shop/api/search?q=lamp', '/shop/api/search?q=chair', '/nowhere'];

interface Counted {
  readonly totals: { readonly samples: number; readonly requests: number };
  readonly history: { readonly slices: readonly unknown[] };
}

interface ServeOptions {
  /** Asked of those who open its report. What is measured, and whether it is, all shops of a process share. */
  readonly token?: string;
  /** Whether it is measured before anyone looks; true if left out. */
  readonly load?: boolean;
  /** Whether measuring then stops, so that figures stay what they are; true if left out. */
  readonly pause?: boolean;
  /** How long a window is, in milliseconds. There are several of them then, and so a time line. */
  readonly windowMillis?: number;
}

/** Starts it. Names, percent-encoded in a header, stand in for the routes' own where a request brings one. */
export async function serveShop(options: ServeOptions = {}): Promise<Served> {
  const { token, load = true, pause = true, windowMillis } = options;
  const profiler = createProfiler({
    service: 'shop',
    discardFirst: false,
    // Which requests are traced is chance, and the page without traces is another one: `latency.test.ts` has that with.
    traceBudget: 0,
    ...(token === undefined ? {} : { token }),
    ...(windowMillis === undefined
      ? {}
      : { retention: [{ everyMillis: windowMillis, forMillis: 3_600_000 }] }),
  });
  const { origin, close } = await serveExpressShop('express', {
    profiler: {
      profiler,
      route: ({ headers }: IncomingMessage) => {
        const name = headers['x-route'];
        return typeof name === 'string' ? decodeURIComponent(name) : undefined;
      },
    },
  });
  const report = `${origin}/__profile__/`;
  const served: Served = {
    report,
    async json<Model>(query: Readonly<Record<string, string>>) {
      const response = await fetch(`${report}?${new URLSearchParams({ ...query, format: 'json' })}`);
      if (!response.ok) throw new Error(`The report answers ${response.status}: ${await response.text()}`);
      return (await response.json()) as Model;
    },
    async load() {
      const count = (): Promise<Counted> => served.json({ view: 'routes' });
      const leastSamples = (await count()).totals.samples + 100;
      const leastSlices = windowMillis === undefined ? 1 : 2;
      for (;;) {
        for (const path of paths) await (await fetch(origin + path)).arrayBuffer();
        const { totals, history } = await count();
        if (totals.samples > leastSamples && history.slices.length >= leastSlices) return;
      }
    },
    async close() {
      await close();
      await profiler.close();
    },
  };
  if (load) await served.load();
  if (pause) await fetch(`${report}pause`, { method: 'POST' });
  return served;
}

/** Sends one request under a name. */
export async function visitAs({ report }: Served, name: string, path = '/shop/api/products'): Promise<void> {
  const answer = await fetch(new URL(path, report), { headers: { 'x-route': encodeURIComponent(name) } });
  await answer.arrayBuffer();
}
