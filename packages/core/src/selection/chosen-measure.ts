import { sumOf, weightOf } from '../profile/call-tree.ts';
import {
  countsSamples,
  cpuMeasure,
  goesBy,
  isSameMeasure,
  type Measure,
  samplesMeasure,
  wallMeasure,
} from '../profile/measure.ts';
import { type NamedTrees, workTreesOf } from '../profile/named-trees.ts';
import { isForeign, type Window } from '../profile/window.ts';
import { type FoundMeasure, measuredWindow } from './measured-window.ts';

/** The measure of a report. */
export interface ChosenMeasure {
  /** `undefined` for CPU time, time on the loop and samples together. */
  readonly measure: Measure | undefined;
  /** All measures that can be chosen. */
  readonly measures: readonly Measure[];
  /** The measure that was asked for, if the window does not have it. */
  readonly missing: string | undefined;
  /**
   * The profile, or a part of it such as a route, with the measure in place of CPU and wall time; unchanged if it is
   * those.
   */
  view(window: Window): Window;
}

/** `asked` is a measure's name, or its name and unit as `delay/nanoseconds`; `''` for the profile's own choice. */
export function chooseMeasure(window: Window, asked: string): ChosenMeasure {
  const measures = measuresOf(window);
  const named = asked === '' ? undefined : namedMeasure(window, measures, asked);
  const chosen = named ?? defaultMeasure(window, measures);
  const isWork = chosen === undefined || isSameMeasure(chosen, cpuMeasure);
  return {
    measure: isWork ? undefined : { name: chosen.name, unit: chosen.unit },
    measures: measures.map(({ name, unit }) => ({ name, unit })),
    missing: asked === '' || named !== undefined ? undefined : asked,
    view: (part) => (isWork ? part : viewOf(part, chosen)),
  };
}

/** What a report with a baseline is of: a comparison divides CPU time by requests. */
export function cpuOnly(window: Window): ChosenMeasure {
  return {
    measure: undefined,
    measures: chooseMeasure(window, '').measures,
    missing: undefined,
    view: (part) => part,
  };
}

function namedMeasure(
  window: Window,
  measures: readonly FoundMeasure[],
  asked: string,
): FoundMeasure | undefined {
  const isAsked = (measure: Measure): boolean => goesBy(measure, asked);
  return (
    measures.find(isAsked) ??
    workOf(window).find((one) => isAsked(one) || (countsSamples(one) && namesSamples(asked)))
  );
}

/** Some tools' name for samples is `sample`. */
function namesSamples(asked: string): boolean {
  const [name = '', unit = 'count'] = asked.split('/');
  return countsSamples({ name, unit });
}

const known = new WeakMap<Window, FoundMeasure[]>();

/** Measures that are not 0 everywhere. */
function measuresOf(window: Window): readonly FoundMeasure[] {
  let measures = known.get(window);
  if (measures === undefined) known.set(window, (measures = findMeasures(window)));
  return measures;
}

function findMeasures({ sources, routes, runtime }: Window): FoundMeasure[] {
  const found = new Map<string, FoundMeasure>();
  for (const { others = {} } of [runtime, ...routes] as readonly { readonly others?: NamedTrees }[]) {
    for (const [tree, { measures, columns }] of Object.entries(others)) {
      measures.forEach((measure, i) => {
        const key = `${tree}\0${measure.name}\0${measure.unit}`;
        if (!found.has(key) && sumOf(columns[i] as Float64Array) > 0) found.set(key, { ...measure, tree });
      });
    }
  }
  const others = [...found.values()];
  const { has } = weightsOf({ routes, runtime });
  const isOwn = !isForeign({ sources });
  const hasCpu = has('cpuMicros') || runtime.gcCpuMicros > 0;
  if (hasCpu || (isOwn && others.length > 0)) return [{ ...cpuMeasure, tree: undefined }, ...others];
  if (!isOwn && has('wallMicros')) return [{ ...wallMeasure, tree: undefined }, ...others];
  if (!isOwn && has('samples') && others.length === 0) return [{ ...samplesMeasure, tree: undefined }];
  return others;
}

function weightsOf({ routes, runtime }: Pick<Window, 'routes' | 'runtime'>) {
  const weights = workTreesOf({ routes, runtime }).map(weightOf);
  return {
    has: (key: 'cpuMicros' | 'wallMicros' | 'samples'): boolean => weights.some((weight) => weight[key] > 0),
  };
}

/** Wall time and samples can also be chosen by themselves, although reports of CPU time show them. */
function workOf(window: Window): FoundMeasure[] {
  const { has } = weightsOf(window);
  return [
    ...(has('wallMicros') ? [{ ...wallMeasure, tree: undefined }] : []),
    ...(has('samples') ? [{ ...samplesMeasure, tree: undefined }] : []),
  ];
}

/** What the file prefers, else CPU time, else the first. */
function defaultMeasure({ preferred }: Window, measures: readonly FoundMeasure[]): FoundMeasure | undefined {
  return measures.find((measure) => preferred && isSameMeasure(measure, preferred)) ?? measures[0];
}

/** Only the last view of each window: most of its reports show one measure. */
const views = new WeakMap<Window, { readonly measure: FoundMeasure; readonly window: Window }>();

function viewOf(window: Window, measure: FoundMeasure): Window {
  let view = views.get(window);
  if (view?.measure !== measure) {
    view = { measure, window: measuredWindow(window, measure) };
    views.set(window, view);
  }
  return view.window;
}
