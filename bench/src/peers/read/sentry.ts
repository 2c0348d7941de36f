import type { Sent } from './sent.ts';
import type { Stack } from './stacks.ts';

interface Chunk {
  readonly profile: {
    readonly samples: readonly { readonly stack_id: number; readonly timestamp: number }[];
    readonly stacks: readonly (readonly number[])[];
    readonly frames: readonly { readonly function?: string }[];
  };
}

/** Of a request the outermost: its name, and its seconds from and to. */
interface Span {
  readonly name: string;
  readonly is_segment: boolean;
  readonly start_timestamp: number;
  readonly end_timestamp: number;
}

/** V8's own names for time without a function. */
const isIdle = /^\((?:idle|program|root)\)$/;

/**
 * The stacks of the chunks that Sentry's profiler sends. A chunk has no requests: a sample belongs to each span of the
 * same thread that was open at its time, so at one time to several.
 */
export function stacksOfSentry(sent: readonly Sent[]): Stack[] {
  const chunks: Chunk[] = [];
  const requests: Span[] = [];
  for (const { body } of sent) {
    for (const { type, payload } of itemsOf(body)) {
      if (type === 'profile_chunk') chunks.push(payload as Chunk);
      else if (type === 'span')
        requests.push(...(payload as { items: Span[] }).items.filter((span) => span.is_segment));
    }
  }
  requests.sort((a, b) => a.start_timestamp - b.start_timestamp);
  return chunks.flatMap(({ profile }) => stacksOfChunk(profile, requests));
}

function stacksOfChunk(profile: Chunk['profile'], requests: readonly Span[]): Stack[] {
  const { samples, stacks, frames } = profile;
  return samples.flatMap(({ stack_id, timestamp }, i) => {
    const functions = (stacks[stack_id] ?? []).map((frame) => frames[frame]?.function ?? '');
    if (functions.length === 0 || isIdle.test(functions[0] as string)) return [];
    // As in V8's own profiles, a sample stands for the time until the next.
    const next = samples[i + 1]?.timestamp ?? timestamp;
    const micros = Math.max(0, (next - timestamp) * 1_000_000);
    return [{ functions, routes: openAt(timestamp, requests), samples: 1, micros }];
  });
}

function openAt(seconds: number, requests: readonly Span[]): string[] {
  const open = new Set<string>();
  for (const { name, start_timestamp, end_timestamp } of requests) {
    if (start_timestamp > seconds) break;
    if (end_timestamp >= seconds) open.add(name);
  }
  return [...open];
}

/** Lines of JSON in pairs: an item's head and its payload, after the envelope's own head. */
function itemsOf(body: Buffer): { type: string; payload: unknown }[] {
  const [, ...lines] = body.toString('utf8').split('\n');
  const items: { type: string; payload: unknown }[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const { type } = JSON.parse(lines[i] as string);
    items.push({ type, payload: JSON.parse(lines[i + 1] as string) });
  }
  return items;
}
