import { createHash } from 'node:crypto';
import { fileName } from '../presentation/file-name.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { titleOf } from '../presentation/page-title.ts';
import { summarize } from '../presentation/summary.ts';
import { html, verbatim } from './markup.ts';
import { renderText } from './text.ts';

/** What a page is made of, besides its data. None of it contains a tag that would end its element. */
export interface PageParts {
  /** An ES module without imports; `''` when there is none. */
  readonly script: string;
  readonly styles: readonly string[];
}

/** The answers that a saved page holds, by view. */
export type SavedModels = Readonly<Record<string, ReportModel>>;

/**
 * The report as one file that opens without a network: it contains the app and its data, and its policy allows nothing
 * else. Without scripts it shows the same as text. It starts where it was saved: `start` is the page's query string.
 */
export function renderSavedPage(models: SavedModels, { script, styles }: PageParts, start = '?'): string {
  const policy = [
    "default-src 'none'",
    `script-src ${script === '' ? "'none'" : hashOf(script)}`,
    `style-src ${styles.map(hashOf).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const [model] = Object.values(models);
  const asText = Object.values(models).map(
    (model) => html`<pre>${renderText(model, { hints: false })}</pre>`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf('Saved', model && summarize(model).service)}</title>
${styles.map((style) => html`<style>${verbatim(style)}</style>`)}
</head>
<body>
${script === '' ? asText : html`<noscript>${asText}</noscript>`}
<div id="app"></div>
<script type="application/json" id="data" data-start="${start}">${verbatim(dataOf(models))}</script>
${script === '' ? '' : html`<script type="module">${verbatim(script)}</script>`}
</body>
</html>
`;
  return page.toString();
}

export function savedName(models: SavedModels): string {
  const [model] = Object.values(models);
  return fileName({ service: model?.sources[0]?.service, toMicros: model?.range.to ?? 0 }, 'html');
}

/** No `<` is left, so nothing in the data can end its element or begin a comment. */
function dataOf(models: SavedModels): string {
  return JSON.stringify(models).replaceAll('<', '\\u003c');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
