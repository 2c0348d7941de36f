import type { ReportModel } from '../presentation/model.ts';
import { formatCount, formatDuration, plural, thinSpace } from '../presentation/quantity.ts';
import { queryString } from '../query/query.ts';
import { type Html, html } from './html-escape.ts';
import { filterLink, formatLink, limitLink } from './links.ts';
import { countsLine, rowCount } from './wording.ts';

const limits = [25, 100, 200, 500];

/** How much of it is shown, and how to see more or less. */
export function tableFoot(model: ReportModel): Html {
  const { query } = model;
  const { matched, shown } = rowCount(model);
  const choices = [...limits.filter((limit) => limit < matched), ...(matched > 1 ? [matched] : [])];
  const links = choices.map((limit) => {
    const text = limit === matched ? `all ${formatCount(limit, thinSpace)}` : String(limit);
    return limit === query.limit
      ? html`<b>${text}</b> `
      : html`<a href="${limitLink(query, Math.min(limit, 100_000))}">${text}</a> `;
  });
  const clear = query.filter === '' ? '' : html` · <a href="${filterLink(query, '')}">Clear the filter</a>`;
  const whole =
    query.route === '' || query.view === 'routes'
      ? ''
      : html` · <a href="${queryString({ ...query, route: '' })}">Show the whole app</a>`;
  return html`<div class="table-foot">
<p>${countsLine(model)}${clear}${whole}</p>
${choices.some((limit) => limit !== query.limit) && (choices.length > 1 || shown < matched) ? html`<p class="limits">Show ${links}</p>` : ''}
</div>`;
}

/** The same state for other readers, and what the words mean. */
export function pageFoot(model: ReportModel): Html {
  const { query, status } = model;
  const open = plural(status.openRequests, 'request');
  return html`<footer>
<p>This view as <a href="${formatLink(query, 'text')}">text</a>, <a href="${formatLink(query, 'markdown')}">Markdown</a>, <a href="${formatLink(query, 'json')}">JSON</a></p>
<details class="meaning">
<summary>What the numbers mean</summary>
<dl>
<dt>CPU</dt><dd>Time of the processor in the JavaScript thread, for work that a route caused, whenever and wherever after an <code>await</code> it ran.</dd>
<dt>On the loop</dt><dd>Time on the event loop, whether computing or blocked. While it passes, no other request moves.</dd>
<dt>Latency</dt><dd>From a request’s arrival to the end of its response, waiting included.</dd>
<dt>Self and total</dt><dd>In the function itself; in it and all that it called.</dd>
<dt>Samples</dt><dd>How often the sampler saw it. It sees no calls, so there are no numbers of calls; few samples make rough numbers.</dd>
<dt>Background</dt><dd>Work that no request caused, such as timers.</dd>
</dl>
</details>
${status.fixed ? '' : html`<p class="faint">${open} open. A step of reading the samples has held the event loop for at most ${formatDuration(status.longestDrainMicros)}.</p>`}
</footer>`;
}
