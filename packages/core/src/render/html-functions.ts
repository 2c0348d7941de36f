import { functionColumns } from '../presentation/function-columns.ts';
import type { FunctionRow, ReportModel } from '../presentation/model.ts';
import { functionName, location, originName, type Place } from '../presentation/names.ts';
import { scopeOf } from '../presentation/scope.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import { type Html, html, name } from './html-escape.ts';
import { numberCells, tableFrame, tableHead } from './html-table.ts';
import { callsLink } from './links.ts';

export function functionsTable(model: ReportModel): Html {
  const scope = scopeOf(model);
  const rows = model.functions.map(
    (
      row,
    ) => html`<tr>${functionHead(row, model)}<td class="code">${originLabel(row)}</td>${numberCells(functionColumns, row, scope, row.origin)}</tr>
`,
  );
  const names = [
    { title: 'Function', sort: 'name' },
    { title: 'Code', sort: 'package' },
  ] as const;
  const head = tableHead(model, names, functionColumns);
  return tableFrame(model, head, html`<tbody>${rows}</tbody>`);
}

function functionHead(row: FunctionRow, { query }: ReportModel): Html {
  return html`<th scope="row" class="name"><a href="${callsLink(query, 'callers', row)}" title="Who called it">${name(functionName(row))}</a>${place(row, query.full)}</th>`;
}

/** Where the function is. */
export function place(where: Place, full: boolean): Html | undefined {
  const text = location(where);
  if (text === '') return undefined;
  return html` <span class="place">${name(text, full ? longestPath : 90)}</span>`;
}

export function originLabel(row: Pick<FunctionRow, 'origin' | 'package'>): Html {
  return html`<span class="origin origin-${row.origin}"><bdi>${visibleName(originName(row), 28)}</bdi></span>`;
}
