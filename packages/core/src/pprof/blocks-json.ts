import { type Block, type BlockSums, longestOf, mostBlockCalls } from '../profile/blocks.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { damaged, type Json, latencyJson, list, object, readLatency, text, whole } from './field-json.ts';

/** Functions stand there once, and stacks are their numbers. */
export function blocksJson({ lengths, longest }: BlockSums): Json {
  const numbers = new Map<Frame, number>();
  const numberOf = (frame: Frame): number => {
    const known = numbers.get(frame);
    if (known !== undefined) return known;
    numbers.set(frame, numbers.size);
    return numbers.size - 1;
  };
  const rows = longest.map(({ stack, ...block }) => ({ ...block, stack: stack.map(numberOf) }));
  const frames = [...numbers.keys()].map(({ name, file, line, column }) => [name, file, line, column]);
  return { lengths: latencyJson(lengths), frames, longest: rows };
}

/**
 * Reads what `blocksJson` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readBlocks(value: unknown): BlockSums {
  const given = object(value);
  const frames = list(given.frames).map((one): Frame => {
    const [name, file, line, column] = list(one);
    return { name: text(name), file: text(file), line: whole(line), column: whole(column) };
  });
  const longest = list(given.longest).map((one): Block => {
    const { method, route, atMicros, micros, pid, stack, delayed } = object(one);
    return {
      ...{ method: text(method), route: text(route) },
      ...{ atMicros: whole(atMicros), micros: whole(micros), pid: whole(pid) },
      stack: list(stack)
        .slice(0, mostBlockCalls)
        .map((number) => frames[whole(number)] ?? damaged()),
      delayed: list(delayed).map((each) => {
        const sum = object(each);
        return {
          ...{ method: text(sum.method), route: text(sum.route) },
          ...{ requests: whole(sum.requests), micros: whole(sum.micros) },
          estimated: sum.estimated === true,
        };
      }),
    };
  });
  return { lengths: readLatency(given.lengths), longest: longestOf(longest) };
}
