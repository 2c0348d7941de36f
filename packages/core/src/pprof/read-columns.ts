import { isSameMeasure, type Measure, workMeasures } from '../profile/measure.ts';
import { importedName } from '../profile/named-trees.ts';
import { checkCount } from './bounds.ts';
import { ProfileFormatError } from './profile-format-error.ts';

export interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** The values of a sample that go to one tree. */
export interface SampleGroup {
  /** The tree's name; `''` for that of samples, wall time and CPU time. */
  readonly name: string;
  readonly measures: readonly Measure[];
  /** Beside `measures`; `undefined` where the profile does not tell, which is 0. */
  readonly columns: readonly (Column | undefined)[];
}

/** Which of a sample's values are what. */
export interface SampleColumns {
  /** How many values each sample has. */
  readonly count: number;
  readonly groups: readonly SampleGroup[];
  /** Whether a label names the group of each sample; otherwise it is of each group of which it has a value. */
  readonly isLabelled: boolean;
}

export const workName = '';
/** In our own files times are nanoseconds. */
const ownWorkTypes = 3;

const nanosByUnit = new Map([
  ['nanoseconds', 1],
  ['ns', 1],
  ['microseconds', 1e3],
  ['us', 1e3],
  ['µs', 1e3],
  ['milliseconds', 1e6],
  ['ms', 1e6],
  ['seconds', 1e9],
  ['s', 1e9],
]);

/** How many nanoseconds a unit of time is; `undefined` for what is none. */
export function nanosOf(unit: string): number | undefined {
  return nanosByUnit.get(unit);
}

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
  const isTime = ({ type, unit }: SampleType): boolean => nanosOf(unit) !== undefined && isWork(type, unit);
  const isAllWork = types.every(({ type, unit }) => isWork(type, unit));
  const hasWork = isAllWork || types.some(isTime);
  const ofWork = hasWork ? types.map(({ type, unit }) => isWork(type, unit)) : types.map(() => false);
  const work = workGroup(types, ofWork);
  const rest = [...types.keys()].filter((index) => !ofWork[index] || work === undefined);
  const imported: SampleGroup = {
    name: importedName,
    measures: rest.map((index) => measures[index] as Measure),
    columns: rest.map((index) => new Column(index)),
  };
  const groups = [...(hasWork && work ? [work] : []), ...(rest.length > 0 ? [imported] : [])];
  return { count: types.length, groups, isLabelled: false };
}

/** In our own files samples, CPU time and wall time come first, if there are any; then the measures of each named tree. */
export function ownColumnsOf(
  types: readonly SampleType[],
  others: readonly { readonly name: string; readonly measures: readonly Measure[] }[],
): SampleColumns | undefined {
  checkCount('sample types', types.length);
  const written = others.flatMap(({ measures }) => measures);
  const hasWork = others.length === 0 || types.length > written.length;
  const own = hasWork ? types.slice(0, ownWorkTypes) : [];
  const work = own.every(({ type, unit }) => isWork(type, unit)) ? workGroup(own) : undefined;
  const names = new Set(['', ...others.map(({ name }) => name)]);
  // Their types may have got other names, so that no two are alike.
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

/** `undefined` when one of them is there twice, in two units. */
function workGroup(
  types: readonly SampleType[],
  isOf: readonly boolean[] = types.map(() => true),
): SampleGroup | undefined {
  const columns: (Column | undefined)[] = workMeasures.map(() => undefined);
  for (const [index, { type, unit }] of types.entries()) {
    if (!isOf[index]) continue;
    const at = workMeasures.findIndex(({ name }) => name === workNameOf(type, unit));
    if (columns[at] !== undefined) return undefined;
    columns[at] = new Column(index, (nanosOf(unit) ?? 1000) / 1000, true);
  }
  return { name: workName, measures: workMeasures, columns };
}

function isWork(type: string, unit: string): boolean {
  return workNameOf(type, unit) !== undefined;
}

function workNameOf(type: string, unit: string): string | undefined {
  if ((type === 'samples' || type === 'sample') && unit === 'count') return 'samples';
  if (nanosOf(unit) === undefined) return undefined;
  return type === 'cpu' || type === 'wall' ? type : undefined;
}

/** Of 64 bits with a sign. */
const largest = 2 ** 63;

/** Rounds to whole units, and carries what rounding leaves on to the next sample: sums stay right. */
class Column {
  readonly #index: number;
  readonly #scale: number;
  readonly #isExact: boolean;
  #carry = 0;

  /** @param isExact Whether sums must be exact; what others count may be larger than that. */
  constructor(index: number, scale = 1, isExact = false) {
    this.#index = index;
    this.#scale = scale;
    this.#isExact = isExact;
  }

  /** @throws ProfileFormatError for values that cannot be. */
  read(values: readonly (number | bigint)[]): number {
    const given = values[this.#index] as number | bigint;
    if (given < 0) {
      throw new ProfileFormatError(
        'The profile has negative values: it is the difference of two profiles. Give the two profiles themselves.',
      );
    }
    const exact = scaled(given, this.#scale) + this.#carry;
    const whole = Math.round(exact);
    if (!(this.#isExact ? Number.isSafeInteger(whole) : whole <= largest)) {
      throw new ProfileFormatError(`The profile has a value that cannot be (${given}). Get the file again.`);
    }
    this.#carry = exact - whole;
    return whole;
  }
}

/** Scales are whole thousandths. */
function scaled(given: number | bigint, scale: number): number {
  const thousandths = scale * 1000;
  return typeof given === 'bigint'
    ? Number((given * BigInt(thousandths)) / 1000n)
    : (given * thousandths) / 1000;
}
