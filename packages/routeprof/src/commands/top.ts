import { renderText } from '@routeprof/core/tools';
import { textStyle } from '../output-format.ts';
import { parseArguments } from '../parse-arguments.ts';
import { reportSource } from '../source/report-source.ts';
import { showLive } from '../top/live.ts';
import { functionsState, queryOf, startState } from '../top/state.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';

/** A live table of routes, then of a route's functions. Prints plain text once when the output is not a terminal. */
export async function top(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('top', words, { token: { type: 'string' } });
  const [where, ...more] = positionals;
  if (where === undefined || more.length > 0) {
    throw new UsageError(
      'give one address or file: routeprof top http://localhost:3000, or routeprof top profile.pb.gz.',
    );
  }
  const source = await reportSource(where, values.token);
  const first = await source.ask(queryOf(startState));
  // Files from other tools have no routes.
  const start = first.status.fixed && first.counts.routes.all === 0 ? functionsState : startState;
  if (process.stdout.isTTY && process.stdin.isTTY) {
    await showLive(source, start);
    return 0;
  }
  const model = start === startState ? first : await source.ask(queryOf(start));
  await writeOutput('-', renderText(model, { ...textStyle(), hints: false }));
  return 0;
}
