import { ProfileFormatError } from './profile-format-error.ts';

/** Which of a sample's values are which weights. */
export interface SampleColumns {
  /** How many values each sample has. */
  readonly count: number;
  /** Reads a sample's values. Throws a `ProfileFormatError` for values that cannot be. */
  read(values: readonly (number | bigint)[]): SampleWeights;
}

/** Whole numbers. What the profile does not tell is 0. */
export interface SampleWeights {
  readonly samples: number;
  readonly cpuMicros: number;
  readonly wallMicros: number;
}

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
 * Finds samples, CPU time and wall time among a profile's sample types.
 *
 * @throws ProfileFormatError for a profile of anything else: what would be left out is said, not dropped.
 */
export function columnsOf(types: readonly { readonly type: string; readonly unit: string }[]): SampleColumns {
  if (types.length === 0) {
    throw new ProfileFormatError(
      'This is not a valid pprof profile: it does not say what its samples count.',
    );
  }
  const hasTime = types.some(({ unit }) => nanosOf(unit) !== undefined);
  if (!hasTime && types.some(({ unit }) => unit === 'bytes')) {
    throw new ProfileFormatError(
      'This is a heap profile: it counts bytes of memory, not CPU time. Give a CPU profile.',
    );
  }
  const columns = new Map<keyof SampleWeights, Column>();
  types.forEach(({ type, unit }, index) => {
    const weight = weightOf(type, unit);
    if (weight === undefined || columns.has(weight)) throw unusable(types);
    columns.set(weight, new Column(index, weight === 'samples' ? 1000 : (nanosOf(unit) as number)));
  });
  const read = (weight: keyof SampleWeights, values: readonly (number | bigint)[]): number =>
    columns.get(weight)?.read(values) ?? 0;
  return {
    count: types.length,
    read: (values) => ({
      samples: read('samples', values),
      cpuMicros: read('cpuMicros', values),
      wallMicros: read('wallMicros', values),
    }),
  };
}

function weightOf(type: string, unit: string): keyof SampleWeights | undefined {
  if ((type === 'samples' || type === 'sample') && unit === 'count') return 'samples';
  if (nanosOf(unit) === undefined) return undefined;
  return type === 'cpu' ? 'cpuMicros' : type === 'wall' ? 'wallMicros' : undefined;
}

/** Rounds to whole thousands of the unit, and carries what rounding leaves on to the next sample: sums stay right. */
class Column {
  readonly #index: number;
  readonly #scale: number;
  #carry = 0;

  constructor(index: number, scale: number) {
    this.#index = index;
    this.#scale = scale;
  }

  read(values: readonly (number | bigint)[]): number {
    const given = values[this.#index] as number | bigint;
    if (given < 0) {
      throw new ProfileFormatError(
        'The profile has negative values: it is the difference of two profiles. Give the two profiles themselves.',
      );
    }
    const exact =
      (typeof given === 'bigint'
        ? Number((given * BigInt(this.#scale)) / 1000n)
        : (given * this.#scale) / 1000) + this.#carry;
    const whole = Math.round(exact);
    if (!Number.isSafeInteger(whole)) {
      throw new ProfileFormatError(`The profile has a value that cannot be (${given}). Get the file again.`);
    }
    this.#carry = exact - whole;
    return whole;
  }
}

function unusable(types: readonly { readonly type: string; readonly unit: string }[]): ProfileFormatError {
  const shown = types
    .slice(0, 10)
    .map(({ type, unit }) => `${type.slice(0, 40)}/${unit.slice(0, 40)}`)
    .join(', ');
  return new ProfileFormatError(
    `The profile counts ${shown}. What can be read is any of samples/count, cpu and wall, each once; times in nanoseconds, microseconds, milliseconds or seconds.`,
  );
}
