import { renderText } from '@routeprof/core/tools';
import { textStyle } from '../output-format.ts';
import { reportSource } from '../source/report-source.ts';
import { showLive } from '../top/live.ts';
import { queryOf, startState } from '../top/state.ts';
import { UsageError } from '../usage-error.ts';
import { parseWords } from '../words.ts';

/** A live table of routes, then of a route's functions; plain text once when it is not a terminal that reads it. */
export async function top(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseWords('top', words, { token: { type: 'string' } });
  const [where, ...more] = positionals;
  if (where === undefined || more.length > 0) {
    throw new UsageError(
      'give one address or file: routeprof top http://localhost:3000, or routeprof top profile.pb.gz.',
    );
  }
  const source = await reportSource(where, values.token);
  if (process.stdout.isTTY && process.stdin.isTTY) {
    await showLive(source);
    return 0;
  }
  process.stdout.write(renderText(await source.ask(queryOf(startState)), { ...textStyle(), hints: false }));
  return 0;
}
