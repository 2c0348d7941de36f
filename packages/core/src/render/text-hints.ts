import type { ReportModel } from '../presentation/model/report.ts';
import { routeName } from '../presentation/names.ts';
import { isTraced } from '../presentation/traced.ts';
import { functionSorts, routeSorts } from '../query/query.ts';

/** How to ask for something else: the URL's query is the whole interface. */
export function textHints(model: ReportModel): string[] {
  const routes = model.query.view === 'routes';
  const example = model.query.route || exampleRoute(model);
  const hints: [query: string, meaning: string][] = [
    routes
      ? ['?view=functions', 'functions of the whole app; also flame, callers, callees']
      : ['?view=routes', 'all routes; also functions, flame, callers, callees'],
    [`?view=functions&route=${readable(example)}`, 'functions of one route'],
    ...(isTraced(model) && routes
      ? [[`?route=${readable(example)}`, 'why a route is slow'] as [string, string]]
      : []),
    ['?filter=text', 'rows with this text, or filter=/regular expression/'],
    [`?sort=${routes ? 'p95' : 'total'}`, `or ${(routes ? routeSorts : functionSorts).join(', ')}`],
    ...(model.status.fixed ? [] : timeHints),
    ['?limit=500&full=1', 'more rows, whole paths'],
    ['?format=json', 'also markdown, html, text'],
  ];
  const width = Math.max(...hints.map(([query]) => query.length));
  return [
    'Ask for more in the URL:',
    ...hints.map(([query, meaning]) => `  ${query.padEnd(width)}  ${meaning}`),
  ];
}

/** A file has one time. */
const timeHints: readonly [query: string, meaning: string][] = [
  ['?from=-5m', 'the last 5 minutes; also to, 2026-03-01T12:00Z, from=deploy, version'],
  ['?view=compare&base=-2h..-1h', 'against another time, or base=version:1.2.2; also view=flame'],
];

const longestExample = 60;

function exampleRoute(model: ReportModel): string {
  const names = model.routes.map(routeName).concat(model.routeNames);
  return names.find((name) => readable(name).length <= longestExample) ?? 'GET /orders/:id';
}

/** Encoded only as far as a URL's query needs, so that it stays easy to read and to type. */
function readable(route: string): string {
  return encodeURIComponent(route.replace(/\p{Cs}/gu, '\ufffd'))
    .replaceAll('%2F', '/')
    .replaceAll('%3A', ':');
}
