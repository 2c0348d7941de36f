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
} from './presentation/model/comparison.ts';
export type { FlameBase, FlameGraph } from './presentation/model/flame.ts';
export type { FrameRow, Origin } from './presentation/model/frame-row.ts';
export type {
  ActivitySlice,
  History,
  ProcessSpan,
  TimeBounds,
  VersionSpan,
} from './presentation/model/history.ts';
export type {
  BlameRow,
  Finding,
  LatencyParts,
  LatencyShares,
  SlowRequest,
  SlowStep,
  WaitRow,
} from './presentation/model/latency-rows.ts';
export type { Outlier } from './presentation/model/outlier.ts';
export type {
  BaseProfile,
  LatencyHistogram,
  ReportModel,
  SourceText,
  Totals,
} from './presentation/model/report.ts';
export type { CallRow, FunctionRow, Pivot, RouteRow, RowCount } from './presentation/model/rows.ts';
export type { ProfilerStatus } from './presentation/model/status.ts';
export type { WaitKind } from './profile/trace.ts';
export type { Source } from './profile/window.ts';
export { createProfiler } from './profiler.ts';
export type { Part } from './query/part.ts';
export type { FunctionSort, ReportQuery, RouteSort, View } from './query/query.ts';
export { joinRoute, pathOf, relativeTo, templateOf } from './record/route-name.ts';
export type { StoreStatus } from './store/window-store.ts';
