import { table } from '../output/table.ts';
import type { Verdict } from './figures.ts';

/** What the profiler adds to a request, and what is stored. */
export function printVerdicts(verdicts: readonly Verdict[]): void {
  console.log(
    table(
      ['a request', ' instructions', ' stored', ' bytes', ' stored', ''],
      verdicts.map(({ name, count, stored, faults }) => [
        name,
        count.instructions === 0 ? '–' : String(count.instructions),
        String(stored?.instructions ?? '–'),
        String(count.bytes),
        String(stored?.bytes ?? '–'),
        faults.length === 0 ? 'ok' : `FAILS: ${faults.join('; ')}`,
      ]),
    ),
  );
}
