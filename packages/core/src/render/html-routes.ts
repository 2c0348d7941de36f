import type { ReportModel, RouteRow } from '../presentation/model.ts';
import { routeName } from '../presentation/names.ts';
import { routeColumns } from '../presentation/route-columns.ts';
import { wholeApp } from '../presentation/scope.ts';
import { type Html, html, name } from './html-escape.ts';
import { numberCells, tableFrame, tableHead } from './html-table.ts';
import { routeLink } from './links.ts';

export function routesTable(model: ReportModel): Html {
  const scope = wholeApp(model);
  const rows = model.routes.map(
    (row) => html`<tr>${routeHead(row, model)}${numberCells(routeColumns, row, scope, 'routes')}</tr>
`,
  );
  const head = tableHead(model, [{ title: 'Route', sort: 'route' }], routeColumns);
  return tableFrame(model, head, html`<tbody>${rows}</tbody>`);
}

function routeHead(row: RouteRow, { query }: ReportModel): Html {
  const { method, route } = row;
  const verb = method === '' ? '' : html`<span class="method">${name(method, 16)}</span> `;
  return html`<th scope="row" class="name"><a href="${routeLink(query, routeName(row))}">${verb}${name(route)}</a></th>`;
}
