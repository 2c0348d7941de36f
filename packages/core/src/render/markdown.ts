import { atOnce } from '../in-turns.ts';
import { lackLine, lackOfAll } from '../presentation/lacks.ts';
import { loopDelayText } from '../presentation/loop-delay.ts';
import { loopParts } from '../presentation/loop-time.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { noticesOf } from '../presentation/notices.ts';
import { baseWords, chosenWords } from '../presentation/part-words.ts';
import { formatDuration, formatRange, formatShare } from '../presentation/quantity.ts';
import {
  countsOf,
  hasTime,
  isEmpty,
  otherMeasures,
  summarize,
  wholeAmount,
} from '../presentation/summary.ts';
import { queryString } from '../query/query.ts';
import { blockTable } from './block-tables.ts';
import { findingList } from './finding-lines.ts';
import { markdownBlockSteps } from './markdown-block.ts';
import { escapeMarkdown } from './markdown-escape.ts';
import { code } from './markdown-table.ts';
import { outlierList } from './outlier-lines.ts';
import { processTable } from './process-tables.ts';
import type { TextOptions } from './text-shapes.ts';
import { titledMarkdown } from './titled-tables.ts';
import { countsLine, noRowsAdvice, shareNote, viewTitle } from './wording.ts';

/** The report for people who paste it somewhere, and for language models: short, but with everything important. */
export function renderMarkdown(model: ReportModel, options?: Pick<TextOptions, 'hints'>): string {
  return atOnce(markdownSteps(model, options));
}

export function* markdownSteps(
  model: ReportModel,
  { hints = true }: Pick<TextOptions, 'hints'> = {},
): Generator<void, string> {
  const { service, processes, node, engine, rate } = summarize(model);
  const { totals, range, measure } = model;
  const counts = countsOf(model);
  const samples = counts.filter((count) => /sample/.test(count));
  const requests = counts.filter((count) => !samples.includes(count));
  const who = [processes, node && `Node ${node}`, engine && `${engine} engine`, rate]
    .filter(Boolean)
    .map(escapeMarkdown);
  const lines = [
    `# ${measure === undefined ? 'CPU profile' : 'Profile'} of ${service === '' ? 'this app' : code(service)}`,
    '',
    ...(who.length === 0 ? [] : [`- ${who.join(', ')}`]),
  ];
  const [chosen, base] = [chosenWords(model), baseWords(model)];
  if (chosen !== '') lines.push(`- Chosen: ${escapeMarkdown(chosen)}`);
  if (base !== '') lines.push(`- Compared with: ${escapeMarkdown(base)}`);
  if (otherMeasures(model) !== '') lines.push(`- ${escapeMarkdown(otherMeasures(model))}`);
  for (const { text } of noticesOf(model)) lines.push(`- **Note:** ${escapeMarkdown(text)}`);
  const blocks = titledMarkdown([...blockTable(model, code), ...processTable(model, code)], '##');
  if (isEmpty(model)) {
    return `${[...lines, '', lackLine(lackOfAll(model)), ...(blocks.length > 0 ? ['', ...blocks] : [])].join('\n')}\n`;
  }
  const parts = loopParts(model).map(({ name, share }) => `${name.toLowerCase()} ${formatShare(share)}`);
  const when = [formatRange(range), hasTime(model) && `measured ${formatDuration(totals.elapsedMicros)}`];
  lines.push(
    `- ${when.filter(Boolean).join(', ') || 'Measured'}: ` +
      [...requests, escapeMarkdown(wholeAmount(model)), ...samples].join(', '),
    ...(hasTime(model) ? [`- Where the event loop’s time went: ${parts.join(', ')}`] : []),
    ...(loopDelayText(model) === '' ? [] : [`- Delay of the event loop: ${loopDelayText(model)}`]),
    '',
    ...findingList(model),
    ...outlierList(model),
    `## ${viewTitle(model, code)}`,
    '',
    ...(shareNote(model) === ''
      ? []
      : [model.measure === undefined ? shareNote(model) : escapeMarkdown(shareNote(model)), '']),
  );
  yield;
  const rows = yield* markdownBlockSteps(model);
  lines.push(...(rows.length > 0 ? rows : [escapeMarkdown(noRowsAdvice(model))]), '');
  lines.push(...blocks, `${countsLine(model, code)}.`);
  if (hints) lines.push('', more(model));
  return `${lines.join('\n')}\n`;
}

function more(model: ReportModel): string {
  const { query, status } = model;
  // A file has one time.
  const times = status.fixed ? '' : '`from=-5m`, `to=`, `version=`, `view=compare&base=-2h..-1h`, ';
  const other = query.view === 'routes' ? 'functions' : 'routes';
  const sort = other === 'functions' ? 'self' : 'cpu';
  const link = queryString({ ...query, view: other, sort, route: '', filter: '' }, { format: 'markdown' });
  // Percent-encoded, so nothing in it can end the code span.
  return `More, in the URL: \`${link}\`; \`view=routes|functions|flame|callers|callees\`, \`route=\`, \`sort=\`, \`limit=\`, \`filter=\`, \`full=1\`, ${times}\`format=json\`.`;
}
