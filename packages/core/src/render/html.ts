import type { ReportModel } from '../report/model.ts';
import { defaultLimit, queryString } from '../report/query.ts';
import { callsTable } from './html-calls.ts';
import { controls, viewTabs } from './html-controls.ts';
import { type Html, html } from './html-escape.ts';
import { pageFoot, tableFoot } from './html-foot.ts';
import { functionsTable } from './html-functions.ts';
import { pageHead } from './html-head.ts';
import { loopSection } from './html-loop.ts';
import { routesTable } from './html-routes.ts';
import { filterLink } from './links.ts';
import { noticesOf } from './notices.ts';
import { emptyAdvice, isEmpty, summarize } from './summary.ts';
import { visibleName } from './visible-text.ts';
import { noRowsAdvice } from './wording.ts';

export interface PageOptions {
  /** Where the style sheet is, relative to the page. */
  readonly stylesheet: string;
  /** Why the question cannot be answered; the page then has the form, and no table. */
  readonly message?: string;
}

/**
 * The report as a page. It needs no script, has no style of its own, and all its links are relative. Its icon is empty,
 * as the browser would ask the app for one, and the app would count that as a request.
 */
export function renderHtml(model: ReportModel, { stylesheet, message }: PageOptions): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title(model, message)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylesheet}">
</head>
<body${model.query.full ? html` class="paths"` : ''}>
<a class="skip" href="#report">Skip to the report</a>
${pageHead(model)}
${notices(model)}
${isEmpty(model) ? '' : loopSection(model)}
<main id="report">
<h2 class="unseen">Report</h2>
${viewTabs(model)}
${message === undefined ? '' : html`<p class="notice error" role="alert">${visibleName(message, 600)}</p>`}
${controls(model)}
${content(model, message)}
</main>
${pageFoot(model)}
</body>
</html>
`;
  return page.toString();
}

function title({ query, ...model }: ReportModel, message: string | undefined): string {
  const { service } = summarize({ query, ...model });
  const what =
    message !== undefined ? 'Not understood' : [query.view, query.route].filter(Boolean).join(' of ');
  return [visibleName(what, 80), service, 'routeprof'].filter(Boolean).join(' · ');
}

function notices(model: ReportModel): Html | undefined {
  const all = noticesOf(model).map(
    ({ kind, text }) => html`<p class="notice ${kind}">${text}</p>
`,
  );
  return all.length === 0 ? undefined : html`<section aria-label="Notices">${all}</section>`;
}

function content(model: ReportModel, message: string | undefined): Html {
  const { query } = model;
  if (message !== undefined) {
    const fresh = queryString({
      view: 'routes',
      route: '',
      sort: 'cpu',
      limit: defaultLimit,
      filter: '',
      full: false,
    });
    return html`<p class="empty">Change the question above, or <a href="${fresh}">start with all routes</a>.</p>`;
  }
  if (isEmpty(model)) return html`<p class="empty">${emptyAdvice(model)}</p>`;
  const rows = query.view === 'routes' ? model.routes : model.functions;
  if (rows.length === 0) return nothing(model);
  return html`${table(model)}
${tableFoot(model)}`;
}

function nothing(model: ReportModel): Html {
  const { query } = model;
  const without = html` <a href="${filterLink(query, '')}">Show all without it.</a>`;
  return html`<p class="empty">${noRowsAdvice(model)}${query.filter === '' ? '' : without}</p>`;
}

function table(model: ReportModel): Html {
  const { view } = model.query;
  if (view === 'routes') return routesTable(model);
  return view === 'functions' ? functionsTable(model) : callsTable(model, view);
}
