import { describe, expect, test } from 'vitest';
import { exchange, type Listening } from '../client/http.ts';
import { type RawRequest, rawRequests, reportRequests } from './requests.ts';
import type { Servers } from './servers.ts';

/** The bytes on the wire are the same with and without the profiler, for any request. */
export function sameBytes({ off, offProduction, root, plainProduction }: Servers): void {
  // In production no response has a stack, and nobody may see the report, so all bytes are compared.
  describe.concurrent('in production', () => {
    test.each([...rawRequests, ...reportRequests])('$title', (request) =>
      expectSameBytes(request, offProduction, plainProduction),
    );
  });

  // In development Express answers errors with their stacks, which show every middleware, so stacks are not compared.
  describe.concurrent('in development', () => {
    test.each(rawRequests)('$title', (request) => expectSameBytes(request, off, root));
  });
}

/** Compares two servers' answers to the same bytes. */
export async function expectSameBytes({ bytes }: RawRequest, off: Listening, on: Listening): Promise<void> {
  const [expected, got] = await Promise.all([comparable(off, bytes), comparable(on, bytes)]);
  expect(expected, 'an answer').not.toBe('');
  expect(got).toBe(expected);
}

async function comparable(server: Listening, bytes: string): Promise<string> {
  return withoutStack((await exchange(server, bytes)).replace(/\r\ndate: [^\r]*/gi, ''));
}

/** Express's error page: the message, then one line for each frame. */
function withoutStack(answer: string): string {
  const page = answer.replace(/(<br> &nbsp; &nbsp;at .*?)(?=<\/pre>)/g, '');
  return page === answer ? answer : page.replace(/\r\ncontent-length: \d+/i, '');
}
