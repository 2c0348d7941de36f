import { type ExportFormat, exportFileName } from '../export/formats.ts';
import { selectWindow } from '../export/select-window.ts';
import { type PageLinks, renderHtml } from '../render/html.ts';
import { renderJson } from '../render/json.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { renderSavedPage, savedName } from '../render/saved-page.ts';
import { renderText } from '../render/text.ts';
import { visibleText } from '../render/visible-text.ts';
import { buildReport } from '../report/build.ts';
import { createFilter } from '../report/filter.ts';
import type { ReportModel } from '../report/model.ts';
import { defaultQuery, parseLeniently, parseQuery, type ReportQuery } from '../report/query.ts';
import type { SourcePositions } from '../report/source-positions.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { type Choice, everything } from '../store/choice.ts';
import type { Format } from '../web/format.ts';
import type { ReportAnswers } from '../web/handler.ts';
import type { Measured, ProcessStatus, Progress } from './process-profiler.ts';
import type { Turns } from './turns.ts';

/** A reading is shared for this many times as long as it took: however many ask, reading takes a tenth of the time. */
const freshForReadings = 10;
/** Yet a report is never older than this. */
const longestFreshMillis = 500;
const mostCached = 50;

/** What a saved page can show, and how many rows of it. */
const savedViews = ['routes', 'functions', 'flame'] as const;
const savedRows = 1_000;
/** What it shows besides when it is saved while one looks at a function. */
const functionViews = ['pivot', 'source'] as const;

/** What reports are about: the profiler of this process, or a profile from a file. */
export interface ReportSubject {
  /** Paths are shortened relative to its folder. */
  readonly app: { readonly folder: string };
  read(choice: Choice): Promise<Measured>;
  progress(): Promise<Progress>;
  status(): ProcessStatus;
  paused(): boolean;
}

interface Reading extends Measured {
  readonly positions: readonly Frame[];
  /** Reports made of this reading, by format and query. */
  readonly reports: Map<string, Promise<string>>;
}

/** Reads, asks and renders; however many ask at once, the work is done once. `forget` what was read when it changes. */
export function createReportAnswers(
  subject: ReportSubject,
  sourcePositions: SourcePositions,
  { inTurn }: Turns,
): ReportAnswers & { forget(): void } {
  let reading: Promise<Reading> | undefined;
  let freshUntilMillis = 0;

  const read = (): Promise<Reading> => {
    if (reading !== undefined && performance.now() < freshUntilMillis) return reading;
    const startMillis = performance.now();
    const next = subject.read(everything).then(async (measured): Promise<Reading> => {
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
      status: { ...subject.status(), stamp },
      appFolder: subject.app.folder,
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

  return {
    forget,
    live: async () => ({ ...(await subject.progress()), paused: subject.paused() }),
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
    async download(search, { write, extension }: ExportFormat) {
      const query = parseQuery(search);
      return await inTurn(async () => {
        const { window, positions } = await read();
        const filter = await createFilter(query.filter);
        const selected = await selectWindow(window, positions, { route: query.route, filter });
        return { name: exportFileName(window, query.route, extension), body: await write(selected) };
      });
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
