import type { ProcessProfiler } from '../process/process-profiler.ts';
import { pageAssets } from '../web/generated/page-assets.ts';
import { createHandler, type Handler, type HandlerOptions } from '../web/handler.ts';
import { createReportService } from './report-service.ts';

/** The report of a running profiler below a path. */
export interface MountedReport extends Pick<Handler, 'handle'> {
  /** Ends recordings that are under way. */
  close(): void;
}

/** Most of the profiler's code is for the report: load this file with the first request for one. */
export function createMountedReport(
  process: ProcessProfiler,
  options: Omit<HandlerOptions, 'actions' | 'pageAssets'>,
): MountedReport {
  const service = createReportService(process);
  const { handle } = createHandler({ ...options, actions: service, pageAssets });
  return { handle, close: service.close };
}
