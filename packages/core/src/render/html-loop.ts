import { type LoopPart, loopParts } from '../presentation/loop-time.ts';
import type { ReportModel } from '../presentation/model.ts';
import { formatDuration, formatShare } from '../presentation/quantity.ts';
import { stackedBar } from './html-bar.ts';
import { type Html, html } from './html-escape.ts';
import { routeLink } from './links.ts';

/** What the event loop did all the time, as one bar and in numbers. */
export function loopSection(model: ReportModel): Html {
  const parts = loopParts(model);
  const label = parts.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ');
  return html`<section class="loop" aria-labelledby="loop-title">
<h2 id="loop-title">Where the time goes</h2>
${stackedBar(parts, label)}
<ul class="legend">${parts.map((part) => legend(part, model))}</ul>
</section>`;
}

function legend(part: LoopPart, model: ReportModel): Html {
  return html`<li><svg class="key" width="10" height="10" aria-hidden="true"><rect class="fill-${part.kind}" width="10" height="10"/></svg>
${linked(part, model)} <b>${formatShare(part.share)}</b> <span class="faint">${formatDuration(part.micros)}</span></li>
`;
}

/** Parts that have functions of their own lead to them. */
function linked({ kind, name }: LoopPart, { query, routeNames }: ReportModel): string | Html {
  const route = `(${kind})`;
  return routeNames.includes(route) ? html`<a href="${routeLink(query, route)}">${name}</a>` : name;
}
