/** What one column of a call tree counts: `cpu` in `microseconds`, `inuse_space` in `bytes`. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
}

export const samplesMeasure: Measure = { name: 'samples', unit: 'count' };
export const wallMeasure: Measure = { name: 'wall', unit: 'microseconds' };
export const cpuMeasure: Measure = { name: 'cpu', unit: 'microseconds' };

/** What our own sampler counts, in the order of the columns. */
export const workMeasures: readonly Measure[] = [samplesMeasure, wallMeasure, cpuMeasure];

export function isSameMeasure(a: Measure, b: Measure): boolean {
  return a.name === b.name && a.unit === b.unit;
}

/** The list itself, or `workMeasures` if it has the same: whether a tree has those is asked by identity. */
export function sharedMeasures(measures: readonly Measure[]): readonly Measure[] {
  const isWork =
    measures.length === workMeasures.length &&
    measures.every((measure, i) => isSameMeasure(measure, workMeasures[i] as Measure));
  return isWork ? workMeasures : measures;
}

/** Whether a measure is a number of samples, by the name that we or other tools give it. */
export function countsSamples({ name, unit }: Measure): boolean {
  return (name === 'samples' || name === 'sample') && unit === 'count';
}

/** Whether a measure is asked for by its name, or by name and unit as `delay/nanoseconds`. */
export function goesBy({ name, unit }: Measure, asked: string): boolean {
  return name === asked || `${name}/${unit}` === asked;
}

/** The measure's place in a list; -1 when it is not there. */
export function indexOfMeasure(measures: readonly Measure[], measure: Measure): number {
  return measures.findIndex((known) => isSameMeasure(known, measure));
}

/** Ours first, in their order; all others by name and unit. */
export function compareMeasures(a: Measure, b: Measure): number {
  const [ofA, ofB] = [indexOfMeasure(workMeasures, a), indexOfMeasure(workMeasures, b)];
  if (ofA >= 0 || ofB >= 0) return ofA >= 0 && ofB >= 0 ? ofA - ofB : ofB - ofA;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.unit === b.unit ? 0 : a.unit < b.unit ? -1 : 1;
}

/** The numbers of measures, in the order that `compareMeasures` gives. */
export function measureOrder(measures: readonly Measure[]): number[] {
  return [...measures.keys()].sort((a, b) => compareMeasures(measures[a] as Measure, measures[b] as Measure));
}
