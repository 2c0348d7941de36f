import { UsageError } from '../usage-error.ts';

/** One kind of request in a load; the kinds take turns. */
export interface RequestLine {
  readonly method: string;
  /** Begins with a slash; `{1..100}` in it counts up, then starts over. */
  readonly path: string;
  readonly body: string | undefined;
}

const example = 'such as --load /search?q=tea or --load \'POST /orders {"item": 1}\'';
const mostValues = 1_000_000;
const ranges = /\{(\d{1,9})\.\.(\d{1,9})\}/g;

/** Reads `[METHOD] /path [body]`. Throws a `UsageError` for anything else. */
export function parseRequestLine(text: string): RequestLine {
  const match = /^(?:([A-Za-z]+)\s+)?(\/\S*)(?:\s+(.+))?$/s.exec(text.trim());
  if (match === null) {
    throw new UsageError(`${JSON.stringify(text)} is not a valid load. Give a path, ${example}.`);
  }
  const [, method = 'GET', path = '/', body] = match;
  for (const [range, from, to] of path.matchAll(ranges)) {
    const values = Number(to) - Number(from) + 1;
    if (values < 1 || values > mostValues) {
      throw new UsageError(
        `${range} in a load is not a valid range. Give the smaller number first, such as {1..100}.`,
      );
    }
  }
  if (body !== undefined && ['GET', 'HEAD'].includes(method.toUpperCase())) {
    throw new UsageError(
      `a ${method.toUpperCase()} request of a load cannot have a body. Leave it out, or use POST.`,
    );
  }
  return { method: method.toUpperCase(), path, body };
}

/** The path of a line for its `count`-th request. */
export function pathOf({ path }: RequestLine, count: number): string {
  return path.replace(ranges, (_range, from: string, to: string) =>
    String(Number(from) + (count % (Number(to) - Number(from) + 1))),
  );
}

/** The headers that a body needs. */
export function headersOf({ body }: RequestLine): Record<string, string> {
  if (body === undefined) return {};
  const isJson = /^\s*[[{"]/.test(body);
  return { 'content-type': isJson ? 'application/json' : 'text/plain; charset=utf-8' };
}
