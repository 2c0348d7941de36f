import type { Column } from '../presentation/column.ts';
import type { ReportModel } from '../presentation/model.ts';
import { thinSpace } from '../presentation/quantity.ts';
import type { Scope } from '../presentation/scope.ts';
import { ascends } from '../presentation/sort-names.ts';
import type { FunctionSort, RouteSort } from '../query/query.ts';
import { drawnShare } from './html-bar.ts';
import { type Html, type HtmlPart, html } from './html-escape.ts';
import { sortLink } from './links.ts';
import { shareNote, viewTitle } from './wording.ts';

/** A column of names: it stands at the left, outside the groups of numbers. */
export interface NameColumn {
  readonly title: string;
  readonly sort?: RouteSort | FunctionSort;
}

/** A table in a frame that scrolls by itself, so that the page never does. */
export function tableFrame(model: ReportModel, head: Html, bodies: HtmlPart): Html {
  return html`<div class="frame" role="region" aria-labelledby="table-title" tabindex="0">
<table>
<caption><span class="caption"><span id="table-title">${viewTitle(model)}</span> <span class="note">${shareNote(model)}</span></span></caption>
${head}
${bodies}
</table>
</div>`;
}

/** Two rows of heads: groups, and the columns in them. */
export function tableHead<Row>(
  model: ReportModel,
  names: readonly NameColumn[],
  columns: readonly Column<Row>[],
): Html {
  const nameHeads = names.map(
    ({ title, sort }) =>
      html`<th scope="col" class="name" rowspan="2"${sortState(model, sort)}>${headText(model, title, sort)}</th>`,
  );
  const heads = columns.map((column, index) => {
    // Two columns may share an order; saying so once is enough.
    const sort = columns.findIndex((other) => other.sort === column.sort) === index ? column.sort : undefined;
    return html`<th scope="col" class="number${startOf(columns, index)}" title="${column.help}"${sortState(model, sort)}>${headText(model, column.short, column.sort, sort !== undefined)}</th>`;
  });
  return html`<thead>
<tr>${nameHeads}${groupHeads(columns)}</tr>
<tr>${heads}</tr>
</thead>`;
}

function groupHeads<Row>(columns: readonly Column<Row>[]): Html[] {
  const groups = columns.filter((column, index) => column.group !== columns[index - 1]?.group);
  return groups.map(({ group }) => {
    const span = columns.filter((column) => column.group === group).length;
    return group === ''
      ? html`<td class="group start" colspan="${span}"></td>`
      : html`<th scope="colgroup" class="group start" colspan="${span}">${group}</th>`;
  });
}

function sortState({ query }: ReportModel, sort: string | undefined): Html | undefined {
  if (sort !== query.sort) return undefined;
  return html` aria-sort="${ascends(query.sort) ? 'ascending' : 'descending'}"`;
}

function headText(
  { query }: ReportModel,
  title: string,
  sort: RouteSort | FunctionSort | undefined,
  marked = true,
): string | Html {
  if (sort === undefined) return title;
  const arrow = ascends(sort) ? '↑' : '↓';
  const mark =
    sort === query.sort && marked ? html`<span class="arrow" aria-hidden="true">${arrow}</span>` : '';
  return html`<a href="${sortLink(query, sort)}">${mark}${title}</a>`;
}

export function numberCells<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  scope: Scope,
  kind: string,
): Html[] {
  return columns.map((column, index) => {
    const text = column.text(row, scope, thinSpace);
    const tone = isZero(text) ? ' zero' : column.alarming ? ' alarm' : '';
    const content = column.drawn === undefined ? text : drawnShare(column.drawn(row, scope), kind, text);
    return html`<td class="number${startOf(columns, index)}${tone}">${content}</td>`;
  });
}

/** Zeros step back, so that the others stand out. */
function isZero(text: string): boolean {
  return /^[0.]+( µs|%)?$/.test(text);
}

function startOf<Row>(columns: readonly Column<Row>[], index: number): string {
  return columns[index]?.group === columns[index - 1]?.group ? '' : ' start';
}
