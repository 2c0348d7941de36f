import { type PageLinks, renderHtml } from '../render/html.ts';
import { renderJson } from '../render/json.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { renderSavedPage, savedName } from '../render/saved-page.ts';
import { renderText } from '../render/text.ts';
import { visibleText } from '../render/visible-text.ts';
import { buildReport } from '../report/build.ts';
import type { ReportModel } from '../report/model.ts';
import { defaultQuery, parseLeniently, parseQuery, type ReportQuery } from '../report/query.ts';
import { createSourcePositions } from '../report/source-positions.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { Format } from '../web/format.ts';
import { BusyError, type ReportActions } from '../web/handler.ts';
import type { Measured, ProcessProfiler } from './process-profiler.ts';

/** A reading is shared for this many times as long as it took: however many ask, reading takes a tenth of the time. */
const freshForReadings = 10;
/** Yet a report is never older than this. */
const longestFreshMillis = 500;
const mostCached = 50;
/** Past this many reports waiting at once, further ones are told to come back. */
const mostWaiting = 200;

/** What a saved page can show, and how many rows of it. */
const savedViews = ['routes', 'functions', 'flame'] as const;
const savedRows = 1_000;
/** What it shows besides when it is saved while one looks at a function. */
const functionViews = ['pivot', 'source'] as const;

interface Reading extends Measured {
  readonly positions: readonly Frame[];
  /** Reports made of this reading, by format and query. */
  readonly reports: Map<string, Promise<string>>;
}

/** Reads, asks and renders; however many ask at once, the work is done once. */
export function createReportService(profiler: ProcessProfiler): ReportActions {
  const sourcePositions = createSourcePositions(profiler.app.folder);
  let reading: Promise<Reading> | undefined;
  let freshUntilMillis = 0;
  let waiting = 0;

  const read = (): Promise<Reading> => {
    if (reading !== undefined && performance.now() < freshUntilMillis) return reading;
    const startMillis = performance.now();
    const next = profiler.read().then(async (measured): Promise<Reading> => {
      const positions = await sourcePositions.resolve(measured.window.frames);
      const now = performance.now();
      const freshMillis = Math.min(longestFreshMillis, freshForReadings * (now - startMillis));
      if (reading === next) {
        freshUntilMillis = now + freshMillis;
        // It can be as large as the profile itself: it goes when it is of no use any more.
        setTimeout(() => reading === next && forget(), freshMillis).unref();
      }
      return { ...measured, positions, reports: new Map() };
    });
    next.catch(forget);
    reading = next;
    // Until it is done it is fresh: all who ask meanwhile share it.
    freshUntilMillis = Number.POSITIVE_INFINITY;
    return next;
  };
  const forget = (): void => {
    reading = undefined;
  };
  const model = ({ window, slices, stamp, positions }: Reading, query: ReportQuery): Promise<ReportModel> =>
    buildReport({
      window,
      slices,
      positions,
      query,
      status: { ...profiler.status(), stamp },
      appFolder: profiler.app.folder,
      readSource: sourcePositions.readSource,
    });
  const renderOnce = async (query: ReportQuery, format: Format, page: PageLinks): Promise<string> => {
    const current = await read();
    const { reports } = current;
    const key = `${format} ${JSON.stringify(query)}`;
    let report = reports.get(key);
    if (report === undefined) {
      report = model(current, query).then((made) => render(made, format, page));
      if (reports.size < mostCached) reports.set(key, report);
    }
    return await report;
  };

  /** One after the other, with a turn of the loop for the app in between. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    if (waiting >= mostWaiting) throw new BusyError();
    waiting++;
    const turn = last.then(() => new Promise(setImmediate)).then(work);
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      waiting--;
    }
  };

  return {
    live: () => ({ ...profiler.progress(), paused: profiler.paused() }),
    async report(search, format, page) {
      const query = parseQuery(search);
      return await inTurn(() => renderOnce(query, format, page));
    },
    async explain(message, search, format, page) {
      if (format === 'json') return `${JSON.stringify({ error: message })}\n`;
      if (format !== 'html') return `${visibleText(message)}\n`;
      // The form shows what was typed; the report behind it asks nothing that could fail again.
      const query = parseLeniently(search);
      return await inTurn(async () => {
        const harmless = { ...defaultQuery, full: query.full, limit: 1 };
        const made = await model(await read(), harmless);
        return renderHtml({ ...made, query }, { ...page, message });
      });
    },
    async save(search, parts) {
      const { view: seen, route, function: id, root, nodes } = parseQuery(search);
      // What is on the screen comes along, with where one can go from it.
      const views = [...savedViews, ...(seen === 'pivot' || seen === 'source' ? functionViews : [])];
      return await inTurn(async () => {
        const current = await read();
        const models: Record<string, ReportModel> = {};
        for (const view of views) {
          const sort = view === 'routes' ? 'cpu' : 'self';
          models[view] = await model(current, {
            ...defaultQuery,
            view,
            sort,
            route,
            limit: savedRows,
            ...(view === 'flame' && seen === 'flame' ? { root, nodes } : {}),
            ...(view === 'pivot' || view === 'source' ? { function: id } : {}),
          });
        }
        return { name: savedName(models), body: renderSavedPage(models, parts, startOf(search)) };
      });
    },
    clear() {
      profiler.clear();
      forget();
    },
    pause() {
      profiler.setPaused(true);
      forget();
    },
    resume() {
      profiler.setPaused(false);
      forget();
    },
  };
}

/** Where a saved page starts: where it was saved. The file may be sent to anyone, a token may not. */
function startOf(search: URLSearchParams): string {
  const start = new URLSearchParams(search);
  start.delete('token');
  return `?${start}`;
}

function render(model: ReportModel, format: Format, page: PageLinks): string {
  if (format === 'json') return renderJson(model);
  if (format === 'markdown') return renderMarkdown(model);
  if (format === 'text') return renderText(model);
  return renderHtml(model, page);
}
