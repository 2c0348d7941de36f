import type { CallRow, FunctionRow, ReportModel } from '../presentation/model.ts';
import { eventLoopName, functionName, isEventLoop } from '../presentation/names.ts';
import { formatCount, formatDuration, formatShare, shareOf, thinSpace } from '../presentation/quantity.ts';
import { type Scope, scopeOf } from '../presentation/scope.ts';
import { ascends } from '../presentation/sort-names.ts';
import { type FunctionSort, queryString } from '../query/query.ts';
import { drawnShare } from './html-bar.ts';
import { type Html, html, name } from './html-escape.ts';
import { originLabel, place } from './html-functions.ts';
import { tableFrame } from './html-table.ts';
import { callsLink, sortLink } from './links.ts';

type Side = 'callers' | 'callees';

/** Each function with those on the other side of its calls below it. */
export function callsTable(model: ReportModel, side: Side): Html {
  const scope = scopeOf(model);
  const bodies = model.functions.map(
    (row) => html`<tbody class="calls">${head(row, model, scope, side)}${calls(row, model, side)}</tbody>
`,
  );
  return tableFrame(model, tableHead(model, side), bodies);
}

function tableHead(model: ReportModel, side: Side): Html {
  const title = side === 'callers' ? 'Function, then who called it' : 'Function, then what it called';
  return html`<thead><tr>${sortHead(model, title, 'name', 'name')}${sortHead(model, 'Code', 'package', 'name')}
<th scope="col" class="number start" title="Of a function, and of the calls that the indented row stands for.">Share</th>
${sortHead(model, 'Self CPU', 'self', 'number start')}${sortHead(model, 'Total CPU', 'total', 'number')}
${sortHead(model, 'Total on loop', 'total-wall', 'number start')}<th scope="col" class="number start">Samples</th></tr></thead>`;
}

function sortHead({ query }: ReportModel, title: string, sort: FunctionSort, kind: string): Html {
  const sorted = query.sort === sort;
  const arrow = ascends(sort) ? '↑' : '↓';
  const state = sorted ? html` aria-sort="${ascends(sort) ? 'ascending' : 'descending'}"` : '';
  const mark = sorted ? html`<span class="arrow" aria-hidden="true">${arrow}</span>` : '';
  return html`<th scope="col" class="${kind}"${state}><a href="${sortLink(query, sort)}">${mark}${title}</a></th>`;
}

function head(row: FunctionRow, { query }: ReportModel, scope: Scope, side: Side): Html {
  const [other, words] =
    side === 'callers' ? (['callees', 'what it calls'] as const) : (['callers', 'who calls it'] as const);
  const pivot = queryString({ ...query, view: 'pivot', function: row.id });
  const both = html`<a class="other" href="${pivot}">both</a>`;
  const link = html`<a class="other" href="${callsLink(query, other, row)}">${words}</a>`;
  const shares = [shareOf(row.totalCpuMicros, scope.cpuMicros), shareOf(row.selfCpuMicros, scope.cpuMicros)];
  return html`<tr class="function"><th scope="rowgroup" class="name"><a href="${callsLink(query, side, row)}">${name(functionName(row))}</a>${place(row, query.full)} ${link} ${both}</th>
<td class="code">${originLabel(row)}</td>
<td class="number start">${drawnShare(shares, row.origin, formatShare(shares[0] ?? 0))}</td>
<td class="number start">${formatDuration(row.selfCpuMicros)}</td>${weights(row)}</tr>
`;
}

function calls(row: FunctionRow, { query }: ReportModel, side: Side): Html | Html[] {
  const others = row[side] ?? [];
  const arrow = html`<span class="call" aria-hidden="true">${side === 'callers' ? '←' : '→'}</span>`;
  if (others.length === 0) {
    const nothing = side === 'callers' ? eventLoopName : '(nothing that was sampled)';
    return html`<tr><th scope="row" class="name">${arrow}<span class="faint">${nothing}</span></th><td colspan="6"></td></tr>`;
  }
  return others.map((call) => {
    const share = shareOf(call.totalCpuMicros, row.totalCpuMicros);
    const text = isEventLoop(call)
      ? html`<span class="faint">${functionName(call)}</span>`
      : html`<a href="${callsLink(query, side, call)}">${name(functionName(call))}</a>${place(call, query.full)}`;
    return html`<tr><th scope="row" class="name">${arrow}${text}</th><td></td>
<td class="number start">${drawnShare([share], 'call', formatShare(share))}</td><td class="number start"></td>${weights(call)}</tr>
`;
  });
}

function weights(row: FunctionRow | CallRow): Html {
  return html`<td class="number">${formatDuration(row.totalCpuMicros)}</td><td class="number start">${formatDuration(row.totalWallMicros)}</td><td class="number start">${formatCount(row.totalSamples, thinSpace)}</td>`;
}
