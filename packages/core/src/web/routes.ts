import type { ReportRequest, ReportResponse } from '../contract.ts';
import { readDecision } from '../decision.ts';
import { expositionType } from '../metrics/exposition.ts';
import { rateRange } from '../rate-range.ts';
import type { PageLinks } from '../render/shell.ts';
import type { ReportActions, ReportControl } from './actions.ts';
import type { Assets } from './assets.ts';
import { contentTypes, fromAccept } from './format.ts';
import { headerOf } from './guard.ts';
import { answerQuery, answerRecording, answerSave } from './report-answer.ts';
import { redirect, respond } from './respond.ts';

/** One URL of the report. The guard has admitted the client before. */
export interface Route {
  /** Below the report's path. */
  readonly path: string;
  /** As the `allow` header names them. Absent: all. */
  readonly methods?: readonly string[];
  /** Pages of other sites may not ask for it, because it changes something or takes long. */
  readonly ownOrigin?: true;
  /** The answer is the same for ever, so it is compressed once. */
  readonly immutable?: true;
  readonly answer: Answer;
}

type Answer = (request: ReportRequest, search: URLSearchParams) => ReportResponse | Promise<ReportResponse>;

const read = ['GET', 'HEAD'];
const ownOrigin = true;
const immutable = { 'cache-control': 'private, max-age=31536000, immutable' };

/** All URLs, one row each, without those for actions that a profile from a file does not have. */
export function createRoutes(folder: string, actions: ReportActions, assets: Assets): Route[] {
  const { record, metrics, clear, pause, resume, setRate } = actions;
  const { links } = assets;
  const rows: (Omit<Route, 'answer'> & { readonly answer: Answer | undefined })[] = [
    { path: '', answer: (_, search) => redirect(`${folder}/${queryOf(search)}`, 308) },
    { path: '/', methods: read, answer: (request, search) => answerQuery(actions, links, request, search) },
    { path: '/live', methods: read, answer: async () => respondJson(await actions.live()) },
    { path: '/metrics', methods: read, answer: metrics && answerMetrics(metrics) },
    { path: '/save', methods: read, answer: (_, search) => answerSave(actions, assets, search) },
    // Without HEAD: an answer takes as long as the recording.
    {
      path: '/pprof/profile',
      methods: ['GET'],
      ownOrigin,
      answer: record && recording(record, actions, links),
    },
    { path: '/clear', methods: ['POST'], ownOrigin, answer: clear && change('clear', clear) },
    { path: '/pause', methods: ['POST'], ownOrigin, answer: pause && change('pause', pause) },
    { path: '/resume', methods: ['POST'], ownOrigin, answer: resume && change('resume', resume) },
    { path: '/rate', methods: ['POST'], ownOrigin, answer: setRate && changeRate(setRate) },
    ...assets.files.map(({ name, type, body }) => ({
      path: `/assets/${name}`,
      methods: read,
      immutable: true as const,
      answer: () => respond(200, type, body, immutable),
    })),
  ];
  return rows.filter((row): row is Route => row.answer !== undefined);
}

function answerMetrics(metrics: ReportControl['metrics']): Answer {
  return async () => respond(200, expositionType, await metrics());
}

function recording(record: ReportControl['record'], actions: ReportActions, links: PageLinks): Answer {
  return (request, search) => answerRecording(record, actions, links, request, search);
}

function changeRate(setRate: ReportControl['setRate']): Answer {
  return (request, search) => {
    const value = search.get('value');
    if (value === null || readDecision({ kind: 'rate', atMicros: 0, value }) === undefined)
      return respond(400, contentTypes.text, badRate(value));
    // The address that a browser goes back to is that of the report.
    search.delete('value');
    return change('rate', () => setRate(value))(request, search);
  };
}

function badRate(value: string | null): string {
  const given =
    value === null ? 'value is missing' : `value=${JSON.stringify(value.slice(0, 60))} is not valid`;
  const { least, most } = rateRange;
  return `${given}. Give samples per second, a whole number from ${least} to ${most}, or nothing for the option rate.\n`;
}

/** Answers a program that it is done, and sends a browser back to the report. */
function change(name: string, make: () => void | Promise<void>): Answer {
  return async (request, search) => {
    await make();
    return fromAccept(headerOf(request, 'accept') ?? '*/*') === 'html'
      ? redirect(`./${queryOf(search)}`, 303)
      : respond(200, contentTypes.text, `${name}: done\n`);
  };
}

function respondJson(value: unknown): ReportResponse {
  return respond(200, contentTypes.json, `${JSON.stringify(value)}\n`);
}

function queryOf(search: URLSearchParams): string {
  return search.size === 0 ? '' : `?${search}`;
}
