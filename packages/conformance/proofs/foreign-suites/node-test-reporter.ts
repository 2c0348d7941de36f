/** Some of the fields of `node:test`'s event for a test or suite that has ended. */
interface Ended {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly type?: string; readonly error?: { readonly failureType?: string } };
}
interface Event {
  readonly type: string;
  readonly data: Ended;
}

/**
 * A reporter for `node --test` that writes one line of JSON for each test: its file, its names from the outermost, its
 * outcome.
 */
export default async function* report(events: AsyncIterable<Event>): AsyncGenerator<string> {
  // Inner tests end before the suite that contains them.
  let inside: { nesting: number; names: string[]; outcome: string; file: string | undefined }[] = [];
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { name, nesting, file, skip, todo, details } = data;
    for (const test of inside) if (test.nesting > nesting) test.names.unshift(name);
    // A suite passes even if tests in it fail: they have their own outcomes.
    const isPassed = type === 'test:pass' || details.error?.failureType === 'subtestsFailed';
    const outcome = skip || todo ? 'skipped' : isPassed ? 'passed' : 'failed';
    inside.push({ nesting, names: [name], outcome, file });
    if (nesting > 0) continue;
    yield inside.map(({ names, outcome, file }) => `${JSON.stringify({ file, names, outcome })}\n`).join('');
    inside = [];
  }
}
