import { isNamedWithin, type StoreContents, type StoreMark } from '@routeprof/core/store';
import type { Commands } from './commands.ts';
import { evictionProblems } from './evictions.ts';
import type { ServiceKeys } from './keys.ts';
import { textsOf } from './replies.ts';
import { listScript } from './scripts.ts';

/** The clocks of hosts may differ by this. */
const usualDriftMicros = 60e6;

/** What Redis has of a service at one moment: windows that overlap the span, and marks. */
export async function readContents(
  { run }: Commands,
  keys: ServiceKeys,
  fromMillis: number,
  toMillis: number,
): Promise<StoreContents> {
  const least = fromMillis > 0 ? String(fromMillis) : '-inf';
  const reply = await run(listScript, [keys.windows, keys.marks], [least]);
  const [names, fields] = Array.isArray(reply) ? reply : [];
  const marks = marksIn(textsOf(fields));
  return {
    names: textsOf(names).filter((name) => isNamedWithin(name, fromMillis, toMillis)),
    marks,
    problems: [
      ...marks.filter(isFutureClear).map(() => futureSentence(keys.marks)),
      ...evictionProblems(marks, Date.now()),
    ],
  };
}

function marksIn(fields: readonly string[]): StoreMark[] {
  const marks: StoreMark[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const text = fields[i + 1] as string;
    const colon = text.indexOf(':');
    const atMicros = colon > 0 ? Number(text.slice(0, colon)) : Number.NaN;
    if (Number.isFinite(atMicros))
      marks.push({ kind: fields[i] as string, atMicros, value: text.slice(colon + 1) });
  }
  return marks;
}

function isFutureClear({ kind, atMicros }: StoreMark): boolean {
  return kind === 'clear' && atMicros > Date.now() * 1000 + usualDriftMicros;
}

function futureSentence(key: string): string {
  return `In Redis everything before a moment in the future was cleared, so what is measured until then may not be kept: the clock was set back since. If the clock is right now, delete the key ${key}.`;
}
