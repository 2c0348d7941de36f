import type { FlameGraph } from './model/flame.ts';
import type { ReportModel } from './model/report.ts';
import type { CallRow, FunctionRow, LineRow, RouteRow } from './model/rows.ts';

/*
 * A report of another measure keeps its amounts in the fields of CPU time, so that views, sorting and shares work
 * without a special case. In JSON the amounts have their own names, and scripts that read CPU time read 0.
 */

/** The report as it is written to JSON. */
export function publicModel(model: ReportModel): ReportModel {
  if (model.measure === undefined) return model;
  const { pivot, flame, scope, totals, lineRows } = model;
  return {
    ...model,
    totals: { ...totals, cpuMicros: 0, appCpuMicros: 0, amount: totals.appCpuMicros },
    scope: { ...scope, cpuMicros: 0, wallMicros: 0, amount: scope.cpuMicros },
    routes: model.routes.map(publicRoute),
    functions: model.functions.map(publicFunction),
    ...(pivot && {
      pivot: {
        function: publicFunction(pivot.function),
        callers: pivot.callers.map(publicCall),
        callees: pivot.callees.map(publicCall),
      },
    }),
    ...(flame && { flame: publicFlame(flame) }),
    ...(lineRows && { lineRows: lineRows.map(publicLine) }),
  };
}

/** Undoes `publicModel`. */
export function shownModel(model: ReportModel): ReportModel {
  if (model.measure === undefined) return model;
  const { pivot, flame, totals, scope, lineRows } = model;
  // A saved page holds the report itself.
  if (scope.amount === undefined || totals.amount === undefined) return model;
  return {
    ...model,
    totals: { ...totals, cpuMicros: totals.amount, appCpuMicros: totals.amount },
    scope: { ...scope, cpuMicros: scope.amount },
    routes: model.routes.map(shownRoute),
    functions: model.functions.map(shownFunction),
    ...(pivot && {
      pivot: {
        function: shownFunction(pivot.function),
        callers: pivot.callers.map(shownCall),
        callees: pivot.callees.map(shownCall),
      },
    }),
    ...(flame && { flame: shownFlame(flame) }),
    ...(lineRows && { lineRows: lineRows.map(shownLine) }),
  };
}

function publicRoute({ cpuMicros, cpuShare, cpuPerRequestMicros, ...row }: RouteRow): RouteRow {
  const none = { cpuMicros: 0, cpuShare: 0, cpuPerRequestMicros: 0, wallMicros: 0 };
  const amounts = { amount: cpuMicros, amountShare: cpuShare, amountPerRequest: cpuPerRequestMicros };
  return { ...row, ...none, ...amounts };
}

function shownRoute(row: RouteRow): RouteRow {
  const { amount = 0, amountShare = 0, amountPerRequest = 0 } = row;
  return { ...row, cpuMicros: amount, cpuShare: amountShare, cpuPerRequestMicros: amountPerRequest };
}

function publicFunction({
  selfCpuMicros,
  totalCpuMicros,
  callers,
  callees,
  ...row
}: FunctionRow): FunctionRow {
  const none = { selfCpuMicros: 0, totalCpuMicros: 0, selfWallMicros: 0, totalWallMicros: 0 };
  return {
    ...row,
    ...none,
    self: selfCpuMicros,
    total: totalCpuMicros,
    ...(callers && { callers: callers.map(publicCall) }),
    ...(callees && { callees: callees.map(publicCall) }),
  };
}

function shownFunction(row: FunctionRow): FunctionRow {
  const { self = 0, total = 0, callers, callees } = row;
  return {
    ...row,
    selfCpuMicros: self,
    totalCpuMicros: total,
    ...(callers && { callers: callers.map(shownCall) }),
    ...(callees && { callees: callees.map(shownCall) }),
  };
}

function publicCall({ totalCpuMicros, ...call }: CallRow): CallRow {
  return { ...call, totalCpuMicros: 0, totalWallMicros: 0, total: totalCpuMicros };
}

function shownCall(call: CallRow): CallRow {
  return { ...call, totalCpuMicros: call.total ?? 0 };
}

function publicLine(row: LineRow): LineRow {
  const { selfCpuMicros: self, totalCpuMicros: total } = row;
  return { ...row, selfCpuMicros: 0, totalCpuMicros: 0, selfWallMicros: 0, totalWallMicros: 0, self, total };
}

function shownLine(row: LineRow): LineRow {
  const { self = 0, total = 0 } = row;
  return { ...row, selfCpuMicros: self, totalCpuMicros: total };
}

function publicFlame(flame: FlameGraph): FlameGraph {
  const none = flame.cpuMicros.map(() => 0);
  const { cpuMicros, ...pruned } = flame.pruned;
  return {
    ...flame,
    cpuMicros: none,
    wallMicros: none,
    pruned: { ...pruned, cpuMicros: 0, amount: cpuMicros },
    amount: flame.cpuMicros,
  };
}

function shownFlame(flame: FlameGraph): FlameGraph {
  const { pruned } = flame;
  return {
    ...flame,
    cpuMicros: flame.amount ?? flame.cpuMicros,
    pruned: { ...pruned, cpuMicros: pruned.amount ?? 0 },
  };
}
