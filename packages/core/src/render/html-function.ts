import type { ReportModel } from '../presentation/model.ts';
import { queryString } from '../query/query.ts';
import { flameRows } from './flame-rows.ts';
import { type Html, html, name } from './html-escape.ts';
import { tableFrame } from './html-table.ts';
import { pivotRows } from './pivot-rows.ts';
import { sourceLines } from './source-lines.ts';
import type { TextCell, TextColumn } from './text-table.ts';
import { viewTitle } from './wording.ts';

/** The call tree, and one function between its callers and callees: the same rows as in a terminal, with links. */
export function callTreeTable(model: ReportModel): Html {
  const { columns, rows } = model.query.view === 'pivot' ? pivotRows(model) : flameRows(model);
  const heads = columns.map(
    ({ title, align }) =>
      html`<th scope="col" class="${align === 'right' ? 'number' : 'name'}">${title}</th>`,
  );
  const bodies = rows.map(
    (cells) => html`<tr>${cells.map((cell, index) => cellOf(cell, columns[index], model))}</tr>
`,
  );
  return tableFrame(model, html`<thead><tr>${heads}</tr></thead>`, html`<tbody>${bodies}</tbody>`);
}

function cellOf(cell: TextCell, column: TextColumn | undefined, { query }: ReportModel): Html {
  if (column?.align !== 'left') return html`<td class="number">${cell.text}</td>`;
  if (cell.functionId === undefined) return html`<td>${name(cell.text, Number.POSITIVE_INFINITY)}</td>`;
  const text = cell.text.trimStart();
  // Spaces at the start of a cell would be lost.
  const indent = '\u00a0'.repeat(cell.text.length - text.length);
  const link = queryString({ ...query, view: 'pivot', function: cell.functionId });
  return html`<th scope="row" class="name">${indent}<a href="${link}">${name(text, Number.POSITIVE_INFINITY)}</a></th>`;
}

/** The lines of a function, each with its number. */
export function sourceSection(model: ReportModel): Html {
  const { source } = model;
  if (source === undefined) return html``;
  if ('unavailable' in source) return html`<p class="empty">${source.unavailable}</p>`;
  const rows = sourceLines(source).map(
    ({ number, text, marked }) =>
      html`<tr${marked ? html` class="marked"` : ''}><th scope="row" class="number">${number}</th><td class="line"><code>${text}</code></td></tr>
`,
  );
  return html`<div class="frame" role="region" aria-labelledby="table-title" tabindex="0">
<table class="source">
<caption><span class="caption"><span id="table-title">${viewTitle(model)}</span></span></caption>
<tbody>${rows}</tbody>
</table>
</div>`;
}
