import type { ReportModel } from '../presentation/model.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { queryString } from '../query/query.ts';
import { type Html, html } from './html-escape.ts';

/** Time, version, process and service: which part of what is kept the report is about. Nothing for a file. */
export function partFields(model: ReportModel): Html {
  const { query, history } = model;
  if (history === undefined) return html``;
  const { versions, processes, services } = history;
  const chosen = [query.from, query.to, query.version, query.process, query.service, query.base];
  return html`<details class="part"${chosen.some(Boolean) ? html` open` : ''}>
<summary>Time, version, process</summary>
<div class="controls">
${moment('from', 'From', query.from, '-5m, deploy or a time')}
${moment('to', 'To', query.to, 'now')}
${choice('version', 'Version', query.version, distinct(versions.map(({ version }) => [version, version])))}
${choice('process', 'Process', query.process, distinct(processes.map(({ instance, pid, version }) => [instance, `pid ${pid} ${version}`])))}
${services.length > 1 || query.service !== '' ? choice('service', 'Service', query.service, distinct([['*', 'All services'], ...services.map((one): [string, string] => [one, one])])) : ''}
${moment('base', 'Compare with', query.base, '-2h..-1h or version:1.2.2')}
</div>
<p class="hint">Times are UTC, such as <code>2026-03-01T12:00:03Z</code>, or ages: <code>-5m</code>, <code>-1h</code>, <code>-2d</code>. ${quickLinks(model)}</p>
</details>`;
}

function quickLinks({ query }: ReportModel): Html[] {
  const times = {
    'Last 5 min': '-5m',
    'Last hour': '-1h',
    'Since the newest version': 'deploy',
    Everything: '',
  };
  return Object.entries(times).map(
    ([title, from]) => html`<a href="${queryString({ ...query, from, to: '' })}">${title}</a> `,
  );
}

function moment(name: string, title: string, value: string, example: string): Html {
  return html`<label>${title}
<input name="${name}" value="${value}" maxlength="500" placeholder="${example}" autocomplete="off" spellcheck="false">
</label>`;
}

function choice(name: string, title: string, value: string, known: ReadonlyMap<string, string>): Html {
  // What is gone meanwhile is still what was asked for.
  const all = value === '' || known.has(value) ? known : new Map([[value, value], ...known]);
  const options = Array.from(
    all,
    ([one, text]) =>
      html`<option value="${one}"${one === value ? html` selected` : ''}>${visibleName(text, 60)}</option>`,
  );
  return html`<label>${title}
<select name="${name}"><option value="">Any</option>${options}</select>
</label>`;
}

function distinct(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(entries);
}
