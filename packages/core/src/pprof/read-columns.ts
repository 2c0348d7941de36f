import {
  countsSamples,
  isSameMeasure,
  type Measure,
  samplesMeasure,
  workMeasures,
} from '../profile/measure.ts';
import { importedName } from '../profile/named-trees.ts';
import { nanosOfUnit } from '../profile/time-units.ts';
import { checkCount } from './bounds.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import type { MeasuredTree } from './write-columns.ts';

export interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** The values of a sample that go to one tree. */
export interface SampleGroup {
  /** The tree's name; `''` for that of samples, wall time and CPU time. */
  readonly name: string;
  readonly measures: readonly Measure[];
  /** One for each of `measures`; `undefined` where the profile has none, which counts as 0. */
  readonly columns: readonly (Column | undefined)[];
}

/** What each of a sample's values counts. */
export interface SampleColumns {
  /** How many values each sample has. */
  readonly count: number;
  readonly groups: readonly SampleGroup[];
  /** Whether a label names the group of each sample; otherwise it belongs to each group for which it has a value. */
  readonly isLabelled: boolean;
}

export const workName = '';
/** Samples, CPU time and wall time. */
const ownWorkTypes = 3;

/**
 * Samples, CPU time and wall time are read as such; whatever else a profile counts becomes a tree of its own, with the
 * file's own names and units. Samples of something that is neither time go with it.
 *
 * @throws ProfileFormatError when it counts nothing, or the same thing twice.
 */
export function columnsOf(types: readonly SampleType[]): SampleColumns {
  checkCount('sample types', types.length);
  if (types.length === 0) {
    throw new ProfileFormatError(
      'This is not a valid pprof profile: it does not say what its samples count.',
    );
  }
  const measures = types.map(({ type, unit }): Measure => ({ name: type, unit }));
  const twice = measures.find((measure, i) =>
    measures.slice(0, i).some((one) => isSameMeasure(one, measure)),
  );
  if (twice !== undefined) {
    throw new ProfileFormatError(
      `The profile counts ${twice.name.slice(0, 40)}/${twice.unit.slice(0, 40)} twice. Whatever wrote it is wrong, or it was damaged.`,
    );
  }
  const isTime = (type: SampleType): boolean => isWork(type) && nanosOfUnit(type.unit) !== undefined;
  const hasWork = types.every(isWork) || types.some(isTime);
  const work = hasWork ? workGroup(types) : undefined;
  const rest = [...types.keys()].filter((index) => work === undefined || !isWork(types[index] as SampleType));
  const imported: SampleGroup = {
    name: importedName,
    measures: rest.map((index) => measures[index] as Measure),
    columns: rest.map((index) => new Column(index)),
  };
  const groups = [...(work ? [work] : []), ...(rest.length > 0 ? [imported] : [])];
  return { count: types.length, groups, isLabelled: false };
}

/** In our own files samples, CPU time and wall time come first, if there are any; then the measures of each named tree. */
export function ownColumnsOf(
  types: readonly SampleType[],
  others: readonly MeasuredTree[],
): SampleColumns | undefined {
  checkCount('sample types', types.length);
  const written = others.flatMap(({ measures }) => measures);
  const hasWork = types.length > written.length;
  const own = hasWork ? types.slice(0, ownWorkTypes) : [];
  const work = own.every(isWork) ? workGroup(own) : undefined;
  const names = new Set(['', ...others.map(({ name }) => name)]);
  // Their types may have other names in the file, where no two may be equal.
  const isWhole =
    names.size === others.length + 1 &&
    others.every(({ measures }) => measures.length > 0) &&
    written.length === types.length - own.length &&
    written.every(({ unit }, i) => types[own.length + i]?.unit === unit);
  if (work === undefined || !isWhole) return undefined;
  let index = own.length;
  const groups = others.map(({ name, measures }) => ({
    name,
    measures,
    columns: measures.map(() => new Column(index++)),
  }));
  return { count: types.length, groups: [work, ...groups], isLabelled: true };
}

/** The types that are work; `undefined` when one of them appears twice, in two units. */
function workGroup(types: readonly SampleType[]): SampleGroup | undefined {
  const columns: (Column | undefined)[] = workMeasures.map(() => undefined);
  for (const [index, type] of types.entries()) {
    if (!isWork(type)) continue;
    const at = workMeasures.findIndex(({ name }) => name === workNameOf(type));
    if (columns[at] !== undefined) return undefined;
    columns[at] = new Column(index, nanosOfUnit(type.unit), true);
  }
  return { name: workName, measures: workMeasures, columns };
}

function isWork(type: SampleType): boolean {
  return workNameOf(type) !== undefined;
}

function workNameOf({ type: name, unit }: SampleType): string | undefined {
  if (countsSamples({ name, unit })) return samplesMeasure.name;
  if (nanosOfUnit(unit) === undefined) return undefined;
  return name === 'cpu' || name === 'wall' ? name : undefined;
}

/** The largest signed 64-bit value. */
const largest = 2 ** 63;

/** Rounds to whole units, and carries the remainder to the next sample, so that sums stay right. */
class Column {
  readonly #index: number;
  readonly #thousandths: number;
  readonly #isExact: boolean;
  #carry = 0;

  /**
   * @param thousandths One unit of the file, in thousandths of ours.
   * @param isExact Whether sums must be exact; what others count may be larger than that.
   */
  constructor(index: number, thousandths = 1000, isExact = false) {
    this.#index = index;
    this.#thousandths = thousandths;
    this.#isExact = isExact;
  }

  /** @throws ProfileFormatError for impossible values. */
  read(values: readonly (number | bigint)[]): number {
    const given = values[this.#index] as number | bigint;
    if (given < 0) {
      throw new ProfileFormatError(
        'The profile has negative values: it is the difference of two profiles. Give the two profiles themselves.',
      );
    }
    const exact = scaled(given, this.#thousandths) + this.#carry;
    const whole = Math.round(exact);
    if (!(this.#isExact ? Number.isSafeInteger(whole) : whole <= largest)) {
      throw new ProfileFormatError(`The profile has an impossible value (${given}). Get the file again.`);
    }
    this.#carry = exact - whole;
    return whole;
  }
}

function scaled(given: number | bigint, thousandths: number): number {
  return typeof given === 'bigint'
    ? Number((given * BigInt(thousandths)) / 1000n)
    : (given * thousandths) / 1000;
}
