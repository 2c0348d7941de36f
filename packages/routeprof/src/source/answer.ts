import type { ReportModel } from '@routeprof/core';
import { views, visibleName } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';

/** Longer than any error of a report. */
const longestError = 300;
const mostErrorBytes = 4_096;

/** The body of an answer. Throws a `UsageError` as soon as it is longer than `mostBytes`, because it may never end. */
export async function bytesOf(response: Response, mostBytes: number): Promise<Uint8Array> {
  const { parts, isCut } = await read(response, mostBytes);
  if (!isCut) return Buffer.concat(parts);
  throw new UsageError(
    `what answers at ${new URL(response.url).origin} sends more than ${mostBytes / 2 ** 20} MiB, which is not a report of routeprof. Give the report's own address.`,
  );
}

/** What a server says about an error, as one line that is safe to show; empty when it says nothing. */
export async function errorOf(response: Response): Promise<string> {
  const { parts } = await read(response, mostErrorBytes);
  const text = Buffer.concat(parts).toString().trim();
  return visibleName(messageIn(text), longestError);
}

function messageIn(text: string): string {
  try {
    const { error } = JSON.parse(text);
    if (typeof error === 'string') return error;
  } catch {
    // Plain text, or a page.
  }
  return text;
}

async function read({ body }: Response, mostBytes: number) {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    parts.push(size > mostBytes ? part.subarray(0, part.length - (size - mostBytes)) : part);
    // Leaving the loop ends the connection.
    if (size > mostBytes) return { parts, isCut: true };
  }
  return { parts, isCut: false };
}

/**
 * Reads a report from JSON; `undefined` for anything else. Names are escaped where they are shown. Figures are not, so
 * they must be numbers.
 */
export function reportIn(bytes: Uint8Array): ReportModel | undefined {
  try {
    const model = JSON.parse(Buffer.from(bytes).toString()) as ReportModel;
    const { format, query, sources, status } = model;
    const figures = [query.limit, status.rate, ...sources.flatMap(({ pid, rate }) => [pid, rate])];
    const isReport = format === 1 && views.includes(query.view) && figures.every(Number.isFinite);
    return isReport ? model : undefined;
  } catch {
    return undefined;
  }
}
