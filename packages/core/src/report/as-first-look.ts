import type { ReportModel } from '../presentation/model/report.ts';

/** The report of a first look: without what would be said of stacks and traces that were not read. */
export function asFirstLook(
  model: ReportModel,
  firstLook: NonNullable<ReportModel['firstLook']>,
): ReportModel {
  return {
    ...model,
    ...{ functions: [], findings: [], waits: [], blame: [], slowest: [], blocks: [] },
    counts: { ...model.counts, functions: { all: 0, matched: 0, shown: 0 } },
    firstLook,
  };
}
