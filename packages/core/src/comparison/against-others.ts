/**
 * One process against the others. Its figure is compared with the weighted median of the others' logarithms, and the
 * difference must be more than the noise of the samples and the natural spread between processes explain: the spread at
 * which half of all differences from their medians are as large as they are, together with a usual one while little is known
 * (a median absolute deviation, moderated as by G. K. Smyth, 2004). Intervals hold for all figures of a family at once
 * (Bonferroni's inequality), by Student's distribution where the spread is known from few processes.
 */

import { atOnce, mapSteps } from '../in-turns.ts';
import { fewestProcesses } from '../profile/process-rows.ts';
import { criticalValue, type Estimate, spreadAround } from './significance.ts';

/** A figure of a process, as a logarithm. */
export interface ProcessFigure {
  readonly instance: string;
  readonly value: number;
  /** Of `value`, from sampling alone. */
  readonly variance: number;
  /** Too little is known of some to call them outliers; they are among the others all the same. */
  readonly isJudged: boolean;
}

/** How far the figure of a process lies from that of the others. */
export interface Distance {
  readonly instance: string;
  readonly shift: number;
  /** The interval of `shift`, for all figures of the family at once. */
  readonly low: number;
  readonly high: number;
  readonly value: number;
  readonly others: number;
}

/** How much processes differ naturally: a standard deviation of logarithms. */
export interface Spread {
  readonly value: number;
  /** Degrees of freedom: how well it is known. */
  readonly freedom: number;
}

/** A median absolute deviation says as much of a spread as a standard deviation of this share of the figures. */
const medianEfficiency = 0.37;

/** Of three, one is the middle itself. */
const fewestForOwnSpread = 4;

/** What is known of the spread, with that of these groups. Yields between groups. */
export function* spreadWith(
  { value, freedom }: Spread,
  groups: readonly (readonly ProcessFigure[])[],
): Generator<void, Spread> {
  const compared = groups.filter(({ length }) => length >= fewestProcesses);
  const residuals = (yield* mapSteps(compared, (group) => residualsOf(group, value))).flat();
  const added = medianEfficiency * (residuals.length - compared.length);
  const variance = (freedom * value ** 2 + added * spreadOf(residuals) ** 2) / (freedom + added);
  return { value: Math.sqrt(variance), freedom: freedom + added };
}

/**
 * Judges groups, such as routes, of figures of processes: for each group the distances of the figures to be judged. Groups
 * of fewer than three say nothing. A group may have a wider spread than all together, never a smaller one. Yields between
 * groups.
 */
export function* distancesOf(
  groups: readonly (readonly ProcessFigure[])[],
  usual: Spread,
  rate: number,
): Generator<void, readonly (readonly Distance[])[]> {
  const compared = groups.filter(({ length }) => length >= fewestProcesses).flat();
  const z = criticalValue(rate / Math.max(1, compared.filter(({ isJudged }) => isJudged).length));
  const ofAll = yield* spreadWith(usual, groups);
  return yield* mapSteps(groups, (group) => {
    if (group.length < fewestProcesses) return [];
    const hasOwn = groups.length > 1 && group.length >= fewestForOwnSpread;
    const own = hasOwn ? atOnce(spreadWith(ofAll, [group])) : ofAll;
    const wider = own.value > ofAll.value ? own : ofAll;
    const sorted = [...group].sort(byValue);
    return sorted.flatMap((figure) => (figure.isJudged ? distanceOf(figure, sorted, wider, z) : []));
  });
}

/** The middle of figures: half of their weight lies on either side. */
export function middleOf(figures: readonly Figure[], spread: number): Middle {
  return middleOfSorted([...figures].sort(byValue), spread);
}

/** The same of figures that are sorted: in a large fleet, each process has others. */
function middleOfSorted(figures: readonly Figure[], spread: number): Middle {
  const weightOf = ({ variance }: Figure): number => 1 / (variance + spread ** 2);
  let sum = 0;
  for (const figure of figures) sum += weightOf(figure);
  let below = 0;
  let at = 0;
  while (at < figures.length - 1 && (below += weightOf(figures[at] as Figure)) < sum / 2) at++;
  const { value } = figures[at] as Figure;
  // Half of the weight may lie exactly up to here.
  const next = below > sum / 2 ? value : (figures[at + 1]?.value ?? value);
  // The median of two may be one of them.
  return { value: (value + next) / 2, variance: (figures.length === 2 ? 2 : Math.PI / 2) / sum };
}

function byValue(a: Figure, b: Figure): number {
  return a.value - b.value;
}

type Figure = Pick<ProcessFigure, 'value' | 'variance'>;

interface Middle {
  readonly value: number;
  readonly variance: number;
}

/** Differences from the middle of all, made as large as those from the true middle would be. */
function residualsOf(group: readonly ProcessFigure[], usualSpread: number): readonly Estimate[] {
  const middle = middleOf(group, usualSpread).value;
  const factor = group.length / (group.length - 1.5);
  return group.map(({ value, variance }) => ({
    ...{ shift: factor * (value - middle), variance, weight: 1 },
  }));
}

function spreadOf(residuals: readonly Estimate[]): number {
  const weights = residuals.map(() => 1);
  return residuals.length === 0 ? 0 : spreadAround(0, residuals, weights, 0.5, 0);
}

/**
 * @param group Sorted.
 * @param z The critical value, if the spread were known exactly.
 */
function distanceOf(
  figure: ProcessFigure,
  group: readonly ProcessFigure[],
  { value: spread, freedom: known }: Spread,
  z: number,
): Distance {
  const others = group.filter((other) => other !== figure);
  const middle = middleOfSorted(others, spread);
  const shift = figure.value - middle.value;
  const variance = figure.variance + middle.variance + spread ** 2;
  const natural = spread ** 2 * (1 + Math.PI / 2 / others.length);
  // Welch and Satterthwaite's degrees of freedom: the noise of samples is known.
  const freedom = known * Math.max(1, variance / natural) ** 2;
  const width = studentCritical(z, freedom) * Math.sqrt(variance);
  return {
    ...{ instance: figure.instance, shift, low: shift - width, high: shift + width },
    ...{ value: figure.value, others: others.length },
  };
}

/** The value of Student's distribution with the chance that `z` has in the normal one (D. L. Wallace, 1959). */
function studentCritical(z: number, freedom: number): number {
  const scaled = (z * (8 * freedom + 3)) / (8 * freedom + 1);
  return Math.sqrt(freedom * Math.expm1(scaled ** 2 / freedom));
}
