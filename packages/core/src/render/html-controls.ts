import type { ReportModel } from '../presentation/model.ts';
import { sortName } from '../presentation/sort-names.ts';
import { visibleName } from '../presentation/visible-text.ts';
import {
  functionSorts,
  isAboutFunction,
  type ReportQuery,
  routeSorts,
  type View,
  views,
} from '../query/query.ts';
import { type Html, html } from './html-escape.ts';
import { partFields } from './html-part.ts';
import { compareLink, viewLink } from './links.ts';

const titles: Record<View, string> = {
  routes: 'Routes',
  functions: 'Functions',
  callers: 'Callers',
  callees: 'Callees',
  flame: 'Call tree',
  pivot: 'Function',
  source: 'Source',
  compare: 'Compare',
};

export function viewTabs(model: ReportModel): Html {
  const { query } = model;
  // The views of one function are there when one was chosen, and the comparison when there is something to compare.
  const possible = views.filter((view) =>
    isAboutFunction(view) ? query.function !== '' : view !== 'compare' || compareLink(model) !== '',
  );
  const tabs = possible.map(
    (view) =>
      html`<li><a href="${view === 'compare' ? compareLink(model) : viewLink(query, view)}"${view === query.view ? html` aria-current="page"` : ''}>${titles[view]}</a></li>`,
  );
  return html`<nav class="tabs" aria-label="Views"><ul>${tabs}</ul></nav>`;
}

/** The question as a form: a browser writes the query string that `parseQuery` reads. */
export function controls(model: ReportModel): Html {
  const { query } = model;
  if (isAboutFunction(query.view)) return functionControls(model);
  return html`<form class="controls" method="get" action="?" aria-label="What to show">
<input type="hidden" name="view" value="${query.view}">
${query.view === 'routes' ? '' : routeChoice(model)}
<label class="wide">Filter
<input type="search" name="filter" value="${query.filter}" maxlength="1000" placeholder="text or /regex/" aria-describedby="filter-hint" autocomplete="off" spellcheck="false">
</label>
${query.view === 'compare' ? '' : sortChoice(query)}
<label>Limit
<input type="number" name="limit" value="${query.limit}" min="1" max="100000" required>
</label>
${query.view === 'routes' ? keep('full', query.full) : fullPaths(query)}
${carry('root', query.root)}${carry('function', query.function)}
<button>Show</button>
${partFields(model)}
<p class="hint" id="filter-hint">${looksIn(query.view)} for this text, or for a <code>/regular expression/</code>. Letter case does not matter.</p>
</form>`;
}

function sortChoice(query: ReportQuery): Html {
  return html`<label>Sort by
<select name="sort">${sorts(query)}</select>
</label>`;
}

/** Views of one function have no rows to sort or to filter. */
function functionControls(model: ReportModel): Html {
  const { query } = model;
  return html`<form class="controls" method="get" action="?" aria-label="What to show">
<input type="hidden" name="view" value="${query.view}">${carry('function', query.function)}
${routeChoice(model)}
${fullPaths(query)}
<button>Show</button>
${partFields(model)}
</form>`;
}

function carry(name: string, value: string): Html | undefined {
  return value === '' ? undefined : html`<input type="hidden" name="${name}" value="${value}">`;
}

function looksIn(view: View): string {
  return view === 'routes' ? 'The filter looks in “GET /orders/:id”' : 'The filter looks in “name file:line”';
}

function sorts(query: ReportQuery): Html[] {
  return (query.view === 'routes' ? routeSorts : functionSorts).map((sort) =>
    option(sort, sortName(sort), sort === query.sort),
  );
}

function routeChoice({ query, routeNames }: ReportModel): Html {
  // A pattern without a method is a choice too, and is in no list of names.
  const names =
    query.route === '' || routeNames.includes(query.route) ? routeNames : [query.route, ...routeNames];
  return html`<label class="wide">Route
<select name="route">${option('', 'Whole app', query.route === '')}${names.map((name) => option(name, visibleName(name, 80), name === query.route))}</select>
</label>`;
}

/** The value goes back as it is; what is read is made harmless. */
function option(value: string, text: string, selected: boolean): Html {
  return html`<option value="${value}"${selected ? html` selected` : ''}>${text}</option>`;
}

function fullPaths({ full }: ReportQuery): Html {
  return html`<label class="check"><input type="checkbox" name="full" value="1"${full ? html` checked` : ''}> Full paths</label>`;
}

function keep(name: string, on: boolean): Html | undefined {
  return on ? html`<input type="hidden" name="${name}" value="1">` : undefined;
}
