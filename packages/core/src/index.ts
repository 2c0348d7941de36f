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
export { joinRoute, pathOf, relativeTo, templateOf } from './record/route-name.ts';
export type {
  Answer,
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
  BaseProfile,
  CallRow,
  FlameBase,
  FlameGraph,
  FrameRow,
  FunctionRow,
  History,
  LatencyHistogram,
  Origin,
  Pivot,
  ProcessSpan,
  ProfilerStatus,
  ReportModel,
  RouteRow,
  RowCount,
  SourceText,
  TimeBounds,
  Totals,
  VersionSpan,
} from './report/model.ts';
export type { Part } from './report/part.ts';
export type { FunctionSort, ReportQuery, RouteSort, View } from './report/query.ts';
export type { StoreStatus } from './store/store.ts';
