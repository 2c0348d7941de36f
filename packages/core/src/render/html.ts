import type { ReportModel } from '../presentation/model.ts';
import { noticesOf } from '../presentation/notices.ts';
import { emptyAdvice, hasTime, isEmpty, summarize } from '../presentation/summary.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { defaultQuery, isAboutFunction, queryString } from '../query/query.ts';
import { callsTable } from './html-calls.ts';
import { comparisonSection } from './html-compare.ts';
import { controls, viewTabs } from './html-controls.ts';
import { type Html, html } from './html-escape.ts';
import { pageFoot, tableFoot } from './html-foot.ts';
import { callTreeTable, sourceSection } from './html-function.ts';
import { functionsTable } from './html-functions.ts';
import { pageHead } from './html-head.ts';
import { loopSection } from './html-loop.ts';
import { routesTable } from './html-routes.ts';
import { filterLink } from './links.ts';
import { noRowsAdvice } from './wording.ts';

/** Where the parts of the page are, relative to it. */
export interface PageLinks {
  readonly icon: string;
  /** Of the page as the server makes it. */
  readonly stylesheet: string;
  /** The app that takes the place of the server's page, in browsers that run scripts. */
  readonly app?: { readonly script: string; readonly stylesheets: readonly string[] };
}

export interface PageOptions extends PageLinks {
  /** Why the question cannot be answered; the page then has the form, and no table. */
  readonly message?: string;
}

/**
 * The report as a page. What is in `#server` needs no script; the app, when there is one, shows itself in its place. The
 * page has no style of its own, and all its links are relative. Without an icon of its own the browser would ask the app
 * for one, and the app would count that as a request.
 */
export function renderHtml(model: ReportModel, { icon, stylesheet, app, message }: PageOptions): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title(model, message)}</title>
<link rel="icon" type="image/svg+xml" href="${icon}">
<link rel="stylesheet" href="${stylesheet}">${app === undefined ? '' : appHead(app)}
</head>
<body${model.query.full ? html` class="paths"` : ''}>
<div id="server">
<a class="skip" href="#report">Skip to the report</a>
${pageHead(model)}
${notices(model)}
${isEmpty(model) || !hasTime(model) ? '' : loopSection(model)}
<main id="report">
<h2 class="unseen">Report</h2>
${viewTabs(model)}
${message === undefined ? '' : html`<p class="notice error" role="alert">${visibleName(message, 600)}</p>`}
${controls(model)}
${content(model, message)}
</main>
${pageFoot(model)}
</div>${
    app === undefined
      ? ''
      : html`
<div id="app" hidden></div>`
  }
</body>
</html>
`;
  return page.toString();
}

function appHead({ script, stylesheets }: NonNullable<PageLinks['app']>): Html {
  const styles = stylesheets.map(
    (href) => html`
<link rel="stylesheet" href="${href}">`,
  );
  return html`${styles}
<script type="module" src="${script}"></script>`;
}

function title({ query, ...model }: ReportModel, message: string | undefined): string {
  const { service } = summarize({ query, ...model });
  const subject = isAboutFunction(query.view) ? query.function : query.route;
  const what = message !== undefined ? 'Not understood' : [query.view, subject].filter(Boolean).join(' of ');
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
    const fresh = queryString(defaultQuery);
    return html`<p class="empty">Change the question above, or <a href="${fresh}">start with all routes</a>.</p>`;
  }
  if (isEmpty(model)) return html`<p class="empty">${emptyAdvice(model)}</p>`;
  if (query.view === 'source') return sourceSection(model);
  if (model.comparison !== undefined) return comparisonSection(model, model.comparison);
  if (!hasRows(model)) return nothing(model);
  return html`${table(model)}
${tableFoot(model)}`;
}

function hasRows(model: ReportModel): boolean {
  const { view } = model.query;
  if (view === 'pivot') return model.pivot !== undefined;
  if (view === 'flame') return (model.flame?.parent.length ?? 0) > 1;
  return (view === 'routes' ? model.routes : model.functions).length > 0;
}

function nothing(model: ReportModel): Html {
  const { query } = model;
  const without = html` <a href="${filterLink(query, '')}">Show all without it.</a>`;
  return html`<p class="empty">${noRowsAdvice(model)}${query.filter === '' ? '' : without}</p>`;
}

function table(model: ReportModel): Html {
  const { view } = model.query;
  if (view === 'routes') return routesTable(model);
  if (view === 'functions') return functionsTable(model);
  return view === 'callers' || view === 'callees' ? callsTable(model, view) : callTreeTable(model);
}
