import type { ComponentType } from 'preact';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { View } from '../data/address.ts';
import { CompareView } from './compare.tsx';
import { FlameView } from './flame.tsx';
import { Functions } from './functions.tsx';
import { Overview } from './overview.tsx';
import { PivotView } from './pivot.tsx';
import { SourceView } from './source.tsx';

interface PageView {
  readonly title: string;
  readonly Shown: ComponentType<{ readonly model: ReportModel }>;
}

/** In the order of their tabs. */
export const allViews: Readonly<Record<View, PageView>> = {
  routes: { title: 'Overview', Shown: Overview },
  flame: { title: 'Flame graph', Shown: FlameView },
  functions: { title: 'Functions', Shown: Functions },
  pivot: { title: 'Callers and callees', Shown: PivotView },
  source: { title: 'Source', Shown: SourceView },
  compare: { title: 'Compare', Shown: CompareView },
};
