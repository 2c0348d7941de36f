export type {
  Outcome,
  Profiler,
  Recording,
  ReportRequest,
  ReportResponse,
  RequestStart,
} from './contract.ts';
export type { IgnoreRule, ProfilerOptions, RetentionRung } from './options.ts';
export type { Source } from './profile/window.ts';
export { createProfiler } from './profiler.ts';
export { joinRoute, templateOf } from './record/route-name.ts';
export type {
  Change,
  CommonDrift,
  ComparedSide,
  Comparison,
  FunctionChange,
  JudgedChange,
  LatencyChange,
  RouteChange,
  Verdict,
} from './report/comparison.ts';
export type {
  ActivitySlice,
  CallRow,
  FlameGraph,
  FrameRow,
  FunctionRow,
  LatencyHistogram,
  Origin,
  Pivot,
  ProfilerStatus,
  ReportModel,
  RouteRow,
  RowCount,
  SourceText,
  Totals,
} from './report/model.ts';
export type { FunctionSort, ReportQuery, RouteSort, View } from './report/query.ts';
