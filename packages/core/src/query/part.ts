import { type Choice, everything } from '../store/choice.ts';
import { QueryError } from './query-error.ts';

/** Which part of all that was measured a query asks for, as text; `''` for no bound. */
export interface Part {
  /** `2026-03-01T12:00:03Z`, an age such as `-5m`, or `deploy`: since the newest version began. */
  readonly from: string;
  readonly to: string;
  readonly version: string;
  /** The name of a machine. */
  readonly host: string;
  /** A process's `instance`. */
  readonly process: string;
  /** `''` for the app's own, `'*'` for all that share the store. */
  readonly service: string;
}

export const wholePart: Part = { from: '', to: '', version: '', host: '', process: '', service: '' };

/** What the times of a part are relative to. */
export interface Present {
  /** Epoch microseconds. */
  readonly nowMicros: number;
  /** When the newest version began, in epoch microseconds; 0 when it is not known. */
  readonly deployMicros: number;
}

/** A moment relative to now, an absolute one, or the start of the newest version. */
type Moment = { readonly agoMicros: number } | { readonly atMicros: number } | 'deploy';

const unitMicros = { s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 } as const;

/** Throws a `QueryError` for text that is not a valid time. */
export function checkPart({ from, to }: Pick<Part, 'from' | 'to'>): void {
  parseMoment('from', from);
  if (parseMoment('to', to) === 'deploy') {
    throw new QueryError(
      'to="deploy" is not possible. Give from=deploy for everything since the newest version began.',
    );
  }
}

/** Whether the part is about the newest version, which must be known first. */
export function needsDeploy({ from }: Part): boolean {
  return from === 'deploy';
}

/** Resolves the text. Throws a `QueryError` if nothing can lie between the bounds, or if `deploy` is not known. */
export function choiceOf(part: Part, present: Present): Choice {
  if (needsDeploy(part) && present.deployMicros === 0) {
    throw new QueryError(
      'from=deploy means since the newest version began, but no version is known. Set the option version, or leave from out.',
    );
  }
  const fromMicros = micros(parseMoment('from', part.from), present) ?? everything.fromMicros;
  const toMicros = micros(parseMoment('to', part.to), present) ?? everything.toMicros;
  if (fromMicros >= toMicros) {
    throw new QueryError(`from=${quote(part.from)} must be before to=${quote(part.to)}.`);
  }
  const { version, host, process, service } = part;
  return { service, fromMicros, toMicros, version, host, process };
}

/**
 * The baseline of a comparison, from `base=`: `FROM..TO`, `version:NAME`, `host:NAME` or `process:INSTANCE`, or a span and
 * one of these with a space between; `undefined` for none. All else is the same, except that a process has a version and a
 * host of its own, and that these may have other processes. Throws a `QueryError`.
 */
export function basePart(base: string, head: Part): Part | undefined {
  if (base === '') return undefined;
  const found =
    /^(?:(?<from>\S*)\.\.(?<to>\S*?))?(?:(?:^| )(?<kind>version|host|process):(?<name>.+))?$/su.exec(
      base,
    )?.groups;
  if (found === undefined || (found.from === undefined && found.kind === undefined)) {
    throw new QueryError(
      `base=${quote(base)} is not a part of a profile. Give FROM..TO, such as -2h..-1h, or version:1.2.2, host:NAME or process:INSTANCE.`,
    );
  }
  const { from = '', to = '', kind, name } = found;
  const part: Part = { ...head, from, to, ...(kind === undefined ? {} : { process: '', [kind]: name }) };
  // A process has a version and a host of its own.
  if (kind === 'process') Object.assign(part, { version: '', host: '' });
  checkPart(part);
  return part;
}

/** A moment as `from=` and `to=` take it: to the microsecond, without trailing zeros. */
export function queryMoment(epochMicros: number): string {
  const seconds = Math.floor(epochMicros / 1e6);
  const fraction = String(Math.round(epochMicros - seconds * 1e6))
    .padStart(6, '0')
    .replace(/0+$/, '');
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${text}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** Whether a window can be in both. */
export function overlaps(a: Choice, b: Choice): boolean {
  return (
    a.fromMicros < b.toMicros &&
    b.fromMicros < a.toMicros &&
    mayBeSame(a.version, b.version) &&
    mayBeSame(a.host, b.host) &&
    mayBeSame(a.process, b.process)
  );
}

function mayBeSame(a: string, b: string): boolean {
  return a === '' || b === '' || a === b;
}

function micros(moment: Moment | undefined, { nowMicros, deployMicros }: Present): number | undefined {
  if (moment === undefined) return undefined;
  if (moment === 'deploy') return deployMicros;
  return 'atMicros' in moment ? moment.atMicros : nowMicros - moment.agoMicros;
}

const age = /^-(\d{1,9}(?:\.\d{1,6})?)([smhd])$/;
/** Without a zone it is UTC, as all times of the report are. */
const time = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?$/;

function parseMoment(name: string, text: string): Moment | undefined {
  if (text === '') return undefined;
  if (text === 'deploy') return 'deploy';
  const ago = age.exec(text);
  if (ago) return { agoMicros: Number(ago[1]) * unitMicros[ago[2] as keyof typeof unitMicros] };
  const at = time.exec(text);
  if (at) {
    const [, day, minute = '00:00', second = ':00', fraction = '', zone = 'Z'] = at;
    const seconds = Date.parse(`${day}T${minute}${second}${zone}`) / 1000;
    // A `Date` has milliseconds only.
    const atMicros = seconds * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6));
    if (Number.isSafeInteger(atMicros) && atMicros > 0 && isDay(day ?? '')) return { atMicros };
  }
  throw new QueryError(
    `${name}=${quote(text)} is not a valid time. Give one such as 2026-03-01T12:00:03Z, or an age: -30s, -5m, -1h or -2d${name === 'from' ? ', or deploy' : ''}.`,
  );
}

/** A `Date` takes the 30th of February for a day in March. */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
