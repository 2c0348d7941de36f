import type { ComponentType } from 'preact';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { Address, View } from '../data/address.ts';
import { type Later, later } from '../parts/later.tsx';
import { Overview, RoutePage } from './overview.tsx';

interface ViewProps {
  readonly model: ReportModel;
}

interface PageView {
  readonly title: string;
  readonly Shown: ComponentType<ViewProps>;
}

/** Most readers begin with the overview, so it alone is in the first script. */
const laterViews: Readonly<Record<Exclude<View, 'routes'>, Later<ViewProps>>> = {
  flame: later(async () => (await import('./flame.tsx')).FlameView),
  functions: later(async () => (await import('./functions.tsx')).Functions),
  pivot: later(async () => (await import('./pivot.tsx')).PivotView),
  source: later(async () => (await import('./source.tsx')).SourceView),
  compare: later(async () => (await import('./compare.tsx')).CompareView),
};

/** In the order of their tabs. */
export const allViews: Readonly<Record<View, PageView>> = {
  routes: { title: 'Overview', Shown: Overview },
  flame: { title: 'Flame graph', Shown: laterViews.flame },
  functions: { title: 'Functions', Shown: laterViews.functions },
  pivot: { title: 'Callers and callees', Shown: laterViews.pivot },
  source: { title: 'Source', Shown: laterViews.source },
  compare: { title: 'Compare', Shown: laterViews.compare },
};

/** Loads the script of the view at an address, while the server makes the answer. */
export function loadView({ view, route }: Address): void {
  if (view !== 'routes') void laterViews[view].load();
  else if (route !== '') void RoutePage.load();
}

/** Loads the scripts of all views. */
export function loadAllViews(): void {
  for (const { load } of [RoutePage, ...Object.values(laterViews)]) void load();
}
