import type { ReportModel } from '../presentation/model.ts';
import { baseWords, chosenWords } from '../presentation/part-words.ts';
import {
  formatCount,
  formatDuration,
  formatRange,
  formatShare,
  shareOf,
  thinSpace,
} from '../presentation/quantity.ts';
import { hasTime, isEmpty, summarize } from '../presentation/summary.ts';
import { queryString } from '../query/query.ts';
import { type Html, html, name } from './html-escape.ts';

/** Who was measured, what by, and the two things that can be done about it. */
export function pageHead(model: ReportModel): Html {
  const { service } = summarize(model);
  return html`<header class="head">
<div>
<p class="brand">routeprof</p>
<h1>${service === '' ? 'CPU profile' : name(service)}</h1>
</div>
${model.status.fixed ? '' : actions(model)}
${facts(model)}
</header>`;
}

function actions(model: ReportModel): Html {
  return html`<div class="actions">
<a class="button" href="${queryString(model.query)}">Reload</a>
${pauseButton(model)}
${clearButton(model)}
</div>`;
}

/** The query goes along, so that the answer can come back to the same view. */
function action(model: ReportModel, change: string): string {
  const query = queryString(model.query);
  return query === '?' ? change : change + query;
}

function pauseButton(model: ReportModel): Html {
  const [change, label] = model.status.paused ? ['resume', 'Resume'] : ['pause', 'Pause'];
  return html`<form method="post" action="${action(model, change)}"><button>${label}</button></form>`;
}

/** Asks first, and without a script: what is cleared is gone. */
function clearButton(model: ReportModel): Html {
  return html`<details class="confirm">
<summary class="button">Clear…</summary>
<form method="post" action="${action(model, 'clear')}">
<p>Forget everything recorded so far?</p>
<button class="danger">Clear</button>
</form>
</details>`;
}

/** Takes a line of its own on a narrow screen. */
const longFact = 20;

function facts(model: ReportModel): Html {
  const { processes, node, engine, rate } = summarize(model);
  const { totals, range } = model;
  const rows: [string, string][] = [
    ['Process', processes],
    ['Node', node],
    ['Engine', engine],
    ['Rate', rate],
  ];
  if (!isEmpty(model)) {
    rows.push(
      ['Recorded', formatRange(range)],
      ['Measured', hasTime(model) ? formatDuration(totals.elapsedMicros) : ''],
      [
        'CPU',
        formatDuration(totals.cpuMicros) +
          (hasTime(model)
            ? ` (${formatShare(shareOf(totals.cpuMicros, totals.elapsedMicros))} of a core)`
            : ''),
      ],
      ['Requests', formatCount(totals.requests, thinSpace)],
      ['Errors', formatCount(totals.errors, thinSpace)],
      ['Samples', formatCount(totals.samples, thinSpace)],
    );
  }
  rows.push(['Chosen', chosenWords(model)], ['Compared with', baseWords(model)]);
  const known = rows.filter(([, value]) => value !== '');
  return html`<dl class="facts">${known.map(([term, value]) => html`<div${value.length > longFact ? html` class="long"` : ''}><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}
