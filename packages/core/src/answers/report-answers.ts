import { type ExportFormat, exportFileName } from '../export/formats.ts';
import { selectWindow } from '../export/select-window.ts';
import { writeExport } from '../export/write-export.ts';
import { inTurns } from '../in-turns.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { visibleText } from '../presentation/visible-text.ts';
import { basePart } from '../query/part.ts';
import { comparesWith, defaultQuery, isFirst, parseQuery, type ReportQuery } from '../query/query.ts';
import { jsonSteps } from '../render/json.ts';
import { markdownSteps } from '../render/markdown.ts';
import { escapeMarkdown } from '../render/markdown-escape.ts';
import { renderSavedPage, savedName } from '../render/saved-page.ts';
import { type PageLinks, renderRefusal, shellSteps } from '../render/shell.ts';
import { textSteps } from '../render/text.ts';
import { asFirstLook } from '../report/as-first-look.ts';
import { buildReport } from '../report/build.ts';
import { createFilter } from '../selection/filter.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import { historySteps } from '../time/history.ts';
import type { ReportAnswers } from '../web/actions.ts';
import type { Format } from '../web/format.ts';
import { createReadings, type Reading } from './readings.ts';
import type { ReportSubject } from './report-subject.ts';
import type { Turns } from './turns.ts';

const mostCached = 50;

/** The views of a saved page, and the rows in each. */
const savedViews = ['routes', 'functions', 'flame'] as const;
const savedRows = 1_000;
/** Views that it also has when it is saved from a view of one function. */
const functionViews = ['pivot', 'source'] as const;

interface Answers extends ReportAnswers {
  /** The report itself. Throws a `QueryError` like `report`. */
  ask(search: URLSearchParams): Promise<ReportModel>;
  /** Drops all readings, because what was measured has changed. */
  forget(): void;
}

/** Reads, builds and renders reports. However many clients ask at once, the work is done once. */
export function createReportAnswers(
  subject: ReportSubject,
  sourcePositions: SourcePositions,
  { inTurn }: Turns,
): Answers {
  const readings = createReadings(subject, sourcePositions);
  const modelOf = async (head: Reading, query: ReportQuery): Promise<ReportModel> => {
    const { window, slices, stamp, positions, sites, choice, history, evidence, nowMicros, firstLook } = head;
    const part = comparesWith(query) ? basePart(query.base, query) : undefined;
    const status = subject.status();
    // The store reports the current problems of its folder.
    const failures = status.failures.filter(({ message }) => !history.store.problems.includes(message));
    const model = await buildReport({
      window,
      slices,
      positions,
      sites,
      watched: { evidence, nowMicros },
      query,
      choice,
      history: status.fixed ? undefined : await inTurns('make report', historySteps(history)),
      base: part && (await readings.read(part, head.nowMicros)),
      status: { ...status, failures, stamp },
      appFolder: subject.app.folder,
      readSource: sourcePositions.readSource,
    });
    return firstLook === undefined ? model : asFirstLook(model, firstLook);
  };
  const renderOnce = async (
    query: ReportQuery,
    format: Format,
    page: PageLinks,
    first: boolean,
  ): Promise<string> => {
    const current = await (first ? readings.readFirst(query) : readings.read(query));
    const { reports } = current;
    const key = `${format} ${JSON.stringify(query)}`;
    let report = reports.get(key);
    if (report === undefined) {
      report = modelOf(current, query).then((made) => rendered(made, format, page));
      if (reports.size < mostCached) reports.set(key, report);
    }
    return await report;
  };

  return {
    forget: readings.forget,
    async ask(search) {
      const query = parseQuery(search);
      return await inTurn(async () => modelOf(await readings.read(query), query));
    },
    live: async () => ({ ...(await subject.progress()), paused: subject.paused() }),
    async report(search, format, page) {
      const query = parseQuery(search);
      // A page asks for the rest itself.
      const first = query.view === 'routes' && (isFirst(search) || format === 'html');
      return await inTurn(() => renderOnce(query, format, page, first));
    },
    explain(message, format, page) {
      if (format === 'json') return `${JSON.stringify({ error: message })}\n`;
      if (format === 'text') return `${visibleText(message)}\n`;
      if (format === 'markdown') return `${escapeMarkdown(visibleText(message))}\n`;
      return renderRefusal(message, page);
    },
    async save(search, parts) {
      const asked = parseQuery(search);
      const { view: seen, route, function: id, root, nodes, base } = asked;
      const { from, to, version, host, process, service, measure } = asked;
      // The view on the screen, and those that it leads to.
      const views = [
        ...savedViews,
        ...(seen === 'pivot' || seen === 'source' ? functionViews : []),
        ...(seen === 'compare' ? (['compare'] as const) : []),
      ];
      return await inTurn(async () => {
        const current = await readings.read(asked);
        const models: Record<string, ReportModel> = {};
        for (const view of views) {
          const sort = view === 'routes' ? 'cpu' : 'self';
          models[view] = await modelOf(current, {
            ...defaultQuery,
            ...{ from, to, version, host, process, service, measure },
            view,
            sort,
            route,
            limit: savedRows,
            ...(view === 'flame' && seen === 'flame' ? { root, nodes, base } : {}),
            ...(view === 'compare' ? { base } : {}),
            ...(view === 'pivot' || view === 'source' ? { function: id } : {}),
          });
        }
        return { name: savedName(models), body: renderSavedPage(models, parts, startOf(search)) };
      });
    },
    async download(search, format: ExportFormat) {
      const query = parseQuery(search);
      return await inTurn(async () => {
        const { window, positions, sites } = await readings.read(query);
        const filter = await createFilter(query.filter);
        const selected = await selectWindow(window, positions, { route: query.route, filter }, sites);
        const name = exportFileName(window, query.route, format.extension);
        return { name, body: await writeExport(format, selected, query.measure, window) };
      });
    },
  };
}

/** A saved page starts where it was saved. Without the token, because the file may be sent to anyone. */
function startOf(search: URLSearchParams): string {
  const start = new URLSearchParams(search);
  start.delete('token');
  return `?${start}`;
}

async function rendered(model: ReportModel, format: Format, page: PageLinks): Promise<string> {
  if (format === 'json') return await inTurns('write JSON', jsonSteps(model));
  return await inTurns('write text', textStepsOf(model, format, page));
}

function textStepsOf(
  model: ReportModel,
  format: Exclude<Format, 'json'>,
  page: PageLinks,
): Generator<void, string> {
  if (format === 'markdown') return markdownSteps(model);
  if (format === 'text') return textSteps(model);
  return shellSteps(model, page);
}
