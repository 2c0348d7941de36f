import type { ReportRequest, ReportResponse } from '../contract.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { Window } from '../profile/window.ts';
import { pageAssets } from '../web/generated/page-assets.ts';
import { createHandler } from '../web/handler.ts';
import { codePositions, fixedProfile } from './fixed-profile.ts';
import { createReportAnswers } from './report-answers.ts';
import type { ReportSubject } from './report-subject.ts';
import { createTurns } from './turns.ts';

/** The report of a profile that was read from a file. */
export interface FileReport {
  /** Answers the query of a report's URL. Throws a `QueryError` for an invalid query. */
  ask(search: URLSearchParams): Promise<ReportModel>;
  /** Answers a request for the report's page, which is at `/`; `undefined` for those who are not on this machine. */
  handle(request: ReportRequest): Promise<ReportResponse | undefined>;
}

export function createFileReport(window: Window): FileReport {
  return reportOf(fixedProfile(window));
}

/** Reports of what no app in this process measures. */
export function reportOf(subject: ReportSubject): FileReport {
  const positions = codePositions(subject.app.folder);
  const answers = createReportAnswers(subject, positions, createTurns());
  const { handle } = createHandler({
    path: '',
    token: undefined,
    authorize: undefined,
    isTool: true,
    // There is no page that counts failures; the caller gets the error.
    onFailure: () => {},
    actions: answers,
    pageAssets,
  });
  return { handle, ask: answers.ask };
}
