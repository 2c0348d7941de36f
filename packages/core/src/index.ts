export type {
  Outcome,
  Profiler,
  Recording,
  ReportRequest,
  ReportResponse,
  RequestStart,
} from './contract.ts';
export type { IgnoreRule, ProfilerOptions, RetentionRung } from './options.ts';
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
} from './presentation/comparison.ts';
export type { FrameRow, Origin } from './presentation/frame-row.ts';
export type {
  ActivitySlice,
  BaseProfile,
  CallRow,
  FlameBase,
  FlameGraph,
  FunctionRow,
  History,
  LatencyHistogram,
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
} from './presentation/model.ts';
export type { Source } from './profile/window.ts';
export { createProfiler } from './profiler.ts';
export type { Part } from './query/part.ts';
export type { FunctionSort, ReportQuery, RouteSort, View } from './query/query.ts';
export { joinRoute, pathOf, relativeTo, templateOf } from './record/route-name.ts';
export type { StoreStatus } from './store/store.ts';
