import {
  driftSentence,
  functionCells,
  functionTitles,
  intervalNote,
  placeOf,
  routeCells,
  routeTitles,
  sideLine,
  verdictSentences,
} from '../presentation/compare-words.ts';
import type { Comparison, FunctionChange, RouteChange } from '../presentation/comparison.ts';
import type { ReportModel } from '../presentation/model.ts';
import { functionName, routeName } from '../presentation/names.ts';
import { type Html, html, name } from './html-escape.ts';
import { countsLine } from './wording.ts';

/** Two parts of a profile held against each other: the answer, and a table each for routes and functions. */
export function comparisonSection(model: ReportModel, comparison: Comparison): Html {
  const { base, head, routes, functions } = comparison;
  const answers = verdictSentences(comparison).map(
    ({ verdict, text }) => html`<p class="verdict verdict-${verdict}">${text}</p>
`,
  );
  return html`${answers}
<p>Before: ${sideLine(base)}. Now: ${sideLine(head)}. ${driftSentence(comparison)}</p>
${table('Routes', ['route', ...routeTitles], routes.map(routeRow))}
${table('Functions', ['function', ...functionTitles], functions.map(functionRow))}
<div class="table-foot"><p>${intervalNote} ${countsLine(model)}</p></div>`;
}

function table(title: string, heads: readonly string[], rows: readonly Html[]): Html {
  const cells = heads.map(
    (head, index) => html`<th scope="col" class="${index === 0 ? 'name' : 'number'}">${head}</th>`,
  );
  return html`<div class="frame" role="region" aria-label="${title}" tabindex="0">
<table>
<caption><span class="caption">${title}</span></caption>
<thead><tr>${cells}</tr></thead>
<tbody>${rows}</tbody>
</table>
</div>`;
}

function routeRow(row: RouteChange): Html {
  return rowOf(html`${name(routeName(row))}`, row.verdict, routeCells(row));
}

function functionRow(row: FunctionChange): Html {
  const head = html`${name(functionName(row))} <span class="place">${name(placeOf(row))}</span>`;
  return rowOf(head, row.verdict, functionCells(row));
}

function rowOf(head: Html, verdict: string, cells: readonly string[]): Html {
  const all = cells.map(
    (text, index) => html`<td class="number${index === 0 ? html` verdict-${verdict}` : ''}">${text}</td>`,
  );
  return html`<tr><th scope="row" class="name">${head}</th>${all}</tr>
`;
}
