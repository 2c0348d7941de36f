import type { ReportModel } from '../presentation/model/report.ts';
import { pageTitle, titleOf } from '../presentation/page-title.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { defaultQuery, isAboutFunction, queryString, type ReportQuery, views } from '../query/query.ts';
import { type Html, html } from './markup.ts';
import { textSteps } from './text.ts';

/** The files of the page, relative to it. */
export interface PageLinks {
  readonly icon: string;
  /** `''` where none was built. */
  readonly script: string;
  readonly stylesheets: readonly string[];
}

/**
 * What a browser gets: the links to the page's files, and the report as text for browsers that run no scripts. All links
 * are relative. Without a linked icon the browser would ask the app for one, and the app would count that request.
 */
export function* shellSteps(model: ReportModel, links: PageLinks): Generator<void, string> {
  const { query } = model;
  const text = yield* textSteps(model);
  return shell({
    title: pageTitle(query, model),
    links,
    asText: queryString(query, { format: 'text' }),
    unscripted: html`${otherViews(query)}
<pre>${text}</pre>`,
  });
}

/** The same for a query that cannot be answered. The page sends it again, and shows how to go on. */
export function renderRefusal(message: string, links: PageLinks): string {
  return shell({
    title: titleOf('Invalid query'),
    links,
    asText: '?format=text',
    unscripted: html`<p>${visibleName(message, 600)}</p>
<p><a href="${queryString(defaultQuery)}">All routes</a></p>`,
  });
}

interface ShellParts {
  readonly title: string;
  readonly links: PageLinks;
  readonly asText: string;
  readonly unscripted: Html;
}

function shell({ title, links: { icon, script, stylesheets }, asText, unscripted }: ShellParts): string {
  const styles = stylesheets.map(
    (href) => html`
<link rel="stylesheet" href="${href}">`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${icon}">${styles}
${script === '' ? '' : html`<script type="module" src="${script}"></script>`}
</head>
<body>
<noscript>
${unscripted}
</noscript>
<div id="app"><p class="late">The page’s script did not load. <a href="${asText}">Show the report as text</a></p></div>
</body>
</html>
`;
  return page.toString();
}

/** Other views and formats, for browsers without scripts; everything else is possible in the URL. */
function otherViews(query: ReportQuery): Html {
  const others = views.filter((view) => !isAboutFunction(view) && view !== 'compare');
  const links = others.map((view) => {
    const sort = view === 'routes' ? 'cpu' : 'self';
    const link = queryString({ ...query, view, sort, filter: '', function: '', base: '' });
    return html`<a href="${link}">${view}</a> `;
  });
  const formats = (['text', 'markdown', 'json'] as const).map(
    (format) => html`<a href="${queryString(query, { format })}">${format}</a> `,
  );
  return html`<p>Views: ${links}</p>
<p>This view as: ${formats}</p>`;
}
