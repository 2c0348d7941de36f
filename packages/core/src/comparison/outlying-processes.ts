import { grouped } from '../grouped.ts';
import { mapSteps } from '../in-turns.ts';
import { fewestProcesses } from '../profile/process-rows.ts';
import {
  type Distance,
  distancesOf,
  middleOf,
  type ProcessFigure,
  type Spread,
  spreadWith,
} from './against-others.ts';

/** A figure of a process on a route. */
export interface RouteFigure extends ProcessFigure {
  /** `METHOD route`. */
  readonly name: string;
}

/** A process whose figure is certainly higher than that of the others, as ratios. */
export interface OutlyingProcess {
  readonly instance: string;
  /** `''`: on most of its routes. */
  readonly name: string;
  /** On how many routes it shows, and how many were compared. */
  readonly routes: number;
  readonly comparedRoutes: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Its figure, as a logarithm; of several routes, how far it lies above the others. */
  readonly value: number;
  readonly others: number;
}

/** Less is not worth naming. */
const leastShift = Math.log(1.3);
/** A process is slow as a whole if at least 80 % of its routes may be slow by that much, and at least 60 % measure so. */
const wholeShare = 0.8;
const visibleShare = 0.6;
/** A route whose figure is more precise than this standard deviation does not count for more. */
const evenError = 0.15;
/** Of a figure of a whole process: of a less certain one, nothing is said. */
const widestVariance = 0.1;

/**
 * Which processes lie above the others. One that is slow as a whole, because its machine is, is named once; its routes are
 * then judged by what they have beyond that. `rate` is the chance that one or more are named falsely.
 */
export function* outlyingProcesses(
  figures: readonly RouteFigure[],
  usual: Spread,
  rate: number,
): Generator<void, readonly OutlyingProcess[]> {
  const groups = [...grouped(figures, ({ name }) => name).values()];
  const spread = yield* spreadWith(usual, groups);
  const wholes = yield* wholeOutliers(groups, spread, rate / 2);
  const shiftOf = new Map(wholes.map(({ instance, ratio }) => [instance, Math.log(ratio)]));
  const left = groups.map((group) =>
    group.map((figure) => ({ ...figure, value: figure.value - (shiftOf.get(figure.instance) ?? 0) })),
  );
  const distances = yield* distancesOf(left, usual, rate / 2);
  const found = distances.flatMap((ofGroup, i) =>
    ofGroup.filter(isOutlying).map((distance) => {
      const shift = shiftOf.get(distance.instance) ?? 0;
      const name = (groups[i] as readonly RouteFigure[])[0]?.name ?? '';
      return outlier(distance, { name, routes: 1, comparedRoutes: 1 }, shift);
    }),
  );
  return [...wholes, ...found];
}

function isOutlying({ shift, low }: Distance): boolean {
  return shift >= leastShift && low > 0;
}

function outlier(
  { instance, shift, low, high, value, others }: Distance,
  routes: Pick<OutlyingProcess, 'name' | 'routes' | 'comparedRoutes'>,
  beyond = 0,
): OutlyingProcess {
  return {
    ...{ instance, ...routes },
    ...{ ratio: Math.exp(shift + beyond), low: Math.exp(low + beyond), high: Math.exp(high + beyond) },
    ...{ value: value + beyond, others },
  };
}

/** Routes of a process differ by more than processes as a whole, so what is known of their spread is no less than that. */
function* wholeOutliers(
  groups: readonly (readonly RouteFigure[])[],
  spread: Spread,
  rate: number,
): Generator<void, readonly OutlyingProcess[]> {
  const residuals = yield* mapSteps(groups, (group): readonly ProcessFigure[] => {
    const middle = middleOf(group, spread.value).value;
    return group.length < fewestProcesses
      ? []
      : group.map((figure) => ({ ...figure, value: figure.value - middle }));
  });
  const ofProcesses = new Map(
    [...grouped(residuals.flat(), ({ instance }) => instance)].filter(([, routes]) => routes.length > 1),
  );
  const wholes = yield* mapSteps(ofProcesses, ([instance, routes]): ProcessFigure => {
    const { value } = middleOf(routes, evenError);
    const { variance } = middleOf(routes, spread.value);
    return { instance, value, variance, isJudged: variance < widestVariance };
  });
  const [distances = []] = yield* distancesOf([wholes], spread, rate);
  return distances.filter(isOutlying).flatMap((distance) => {
    const routes = ofProcesses.get(distance.instance) ?? [];
    const shown = routes.filter(
      ({ value, variance }) => value + 2 * Math.sqrt(variance) > distance.shift / 2,
    );
    const visible = routes.filter(({ value }) => value > distance.shift / 2);
    return shown.length < wholeShare * routes.length || visible.length < visibleShare * routes.length
      ? []
      : outlier(distance, { name: '', routes: shown.length, comparedRoutes: routes.length });
  });
}
