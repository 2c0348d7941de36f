import type { ReportRequest } from '../contract.ts';
import type { ExportFormat } from '../export/formats.ts';
import type { PageParts } from '../render/saved-page.ts';
import type { PageLinks } from '../render/shell.ts';
import type { Format } from './format.ts';

/** What the page can ask for. */
export interface ReportAnswers {
  /** The report for a query, rendered. Throws a `QueryError` for a query that cannot be answered. */
  report(search: URLSearchParams, format: Format, page: PageLinks): Promise<string>;
  /** A message instead of an answer. */
  explain(message: string, format: Format, page: PageLinks): string;
  /** The report as one file that opens by itself. Throws a `QueryError` like `report`. */
  save(search: URLSearchParams, parts: PageParts): Promise<SavedFile>;
  /** The chosen part of the profile in another tool's format. Throws a `QueryError` like `report`. */
  download(search: URLSearchParams, format: ExportFormat): Promise<SavedFile>;
  /** Whether there is something new. Cheap. */
  live(): Promise<LiveState>;
}

/** What only a running profiler can do. */
export interface ReportControl {
  /**
   * Records the next seconds as a pprof profile; `undefined` when the client has left meanwhile. Throws a `BusyError`
   * while another is being recorded.
   */
  record(seconds: number, onLeave: ReportRequest['onLeave']): Promise<SavedFile | undefined>;
  /** What this process has counted, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Forgets everything, in every process that shares it. */
  clear(): Promise<void>;
  /** These reach every process that shares it: this one at once, the others when they hear of it. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** @param value Samples per second; `''` for the rate of the options. */
  setRate(value: string): Promise<void>;
}

/** A profile from a file has no control, because nothing is being measured. */
export type ReportActions = ReportAnswers & Partial<ReportControl>;

export interface SavedFile {
  /** Letters, digits, dots and dashes. */
  readonly name: string;
  readonly body: string | Uint8Array;
}

export interface LiveState {
  /** Changes when a report would say something new. */
  readonly stamp: string;
  readonly paused: boolean;
  readonly requests: number;
  readonly samples: number;
}

/** There are more requests than can be answered now. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** By its name: it may be thrown by another copy of this package. */
export function isBusy(error: unknown): error is BusyError {
  return error instanceof Error && error.name === 'BusyError';
}
