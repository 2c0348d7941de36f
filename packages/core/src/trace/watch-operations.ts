import { type Channel, channel } from 'node:diagnostics_channel';
import { performance } from '../clock.ts';
import { keptText } from '../kept-text.ts';
import { marked } from '../own-frames.ts';
import type { Operation } from './operation.ts';
import { type OperationChannel, operationChannels } from './operation-channels.ts';

export interface OperationListener {
  /** A library begins an operation in the running context; with `undefined`, it has begun it. */
  begin(operation: Operation | undefined): void;
  /** A library calls back with the answer to an operation; with `undefined`, the callback has returned. */
  deliver(operation: Operation | undefined): void;
}

/** Operations that libraries report by `TracingChannel`s, while it is on. */
export interface Operations {
  start(): void;
  stop(): void;
}

/** All channels are tried only so often. A library that has been heard once is heard from then on. */
const tryMillis = 250;

export function watchOperations(listener: OperationListener): Operations {
  const begun = nested(listener.begin);
  const delivered = nested(listener.deliver);
  const ears = operationChannels.map((row) => createEar(row, begun, delivered));
  let triedMillis = Number.NEGATIVE_INFINITY;
  return {
    start() {
      const nowMillis = performance.now();
      const isTry = nowMillis - triedMillis >= tryMillis;
      if (isTry) triedMillis = nowMillis;
      for (const ear of ears) if (isTry || ear.isKnown) ear.start();
    },
    stop() {
      for (const ear of ears) ear.stop();
      begun.clear();
      delivered.clear();
    },
  };
}

/** Operations within operations: when the inner one ends, the outer one goes on. */
interface Nested {
  /** The batch that it is a part of, if the operation in which it begins is one. */
  batch(library: string): Operation | undefined;
  enter(message: object, operation: Operation, isBatch: boolean): void;
  /** Does nothing if it has not seen it enter. */
  leave(message: object): void;
  clear(): void;
}

function nested(tell: (operation: Operation | undefined) => void): Nested {
  let open: { readonly message: object; readonly operation: Operation; readonly isBatch: boolean }[] = [];
  return {
    batch(library) {
      const outer = open.at(-1);
      return outer?.isBatch && outer.operation.library === library ? outer.operation : undefined;
    },
    enter(message, operation, isBatch) {
      open.push({ message, operation, isBatch });
      tell(operation);
    },
    leave(message) {
      const at = open.findLastIndex((each) => each.message === message);
      if (at < 0) return;
      open.length = at;
      tell(open.at(-1)?.operation);
    },
    clear() {
      if (open.length === 0) return;
      open = [];
      tell(undefined);
    },
  };
}

interface Ear {
  /** Whether its library has reported anything yet. */
  readonly isKnown: boolean;
  start(): void;
  stop(): void;
}

/** Subscribing costs about a microsecond, so a library that is not there has one subscriber, of the start. */
function createEar(row: OperationChannel, begun: Nested, delivered: Nested): Ear {
  /** Messages are the same object from the start to the answer. */
  const operations = new WeakMap<object, Operation>();
  let isKnown = false;
  let subscribed: readonly Subscription[] = [];

  const onStart = marked({
    'routeprof:own'(message: unknown): void {
      if (!isMessage(message)) return;
      if (!isKnown) {
        isKnown = true;
        subscribed = [...subscribed, ...subscribe(rest)];
      }
      const operation = begun.batch(row.library) ?? operationOf(row, message);
      if (operation === undefined) return;
      operations.set(message, operation);
      begun.enter(message, operation, row.isBatch);
    },
  });
  const onEnd = marked({
    'routeprof:own'(message: unknown): void {
      if (isMessage(message)) begun.leave(message);
    },
  });
  const onAnswer = marked({
    'routeprof:own'(message: unknown): void {
      const operation = isMessage(message) ? operations.get(message) : undefined;
      if (operation !== undefined) delivered.enter(message as object, operation, row.isBatch);
    },
  });
  const onAnswered = marked({
    'routeprof:own'(message: unknown): void {
      if (isMessage(message)) delivered.leave(message);
    },
  });

  const part = (name: string, hear: (message: unknown) => void): Subscription => ({
    channel: channel(`tracing:${row.channel}:${name}`),
    hear,
  });
  const first = [part('start', onStart)];
  const rest = [part('end', onEnd), part('asyncStart', onAnswer), part('asyncEnd', onAnswered)];
  return {
    get isKnown() {
      return isKnown;
    },
    start() {
      subscribed = subscribe(isKnown ? [...first, ...rest] : first);
    },
    stop() {
      for (const { channel, hear } of subscribed) channel.unsubscribe(hear);
      subscribed = [];
    },
  };
}

interface Subscription {
  readonly channel: Channel;
  readonly hear: (message: unknown) => void;
}

function subscribe(parts: readonly Subscription[]): readonly Subscription[] {
  for (const { channel, hear } of parts) channel.subscribe(hear);
  return parts;
}

function isMessage(message: unknown): message is Readonly<Record<string, unknown>> {
  return typeof message === 'object' && message !== null;
}

/** What a subscriber throws ends the app, and messages are somebody else's objects, with getters. */
function operationOf(
  row: OperationChannel,
  message: Readonly<Record<string, unknown>>,
): Operation | undefined {
  try {
    const { library, kind } = row;
    return {
      kind,
      library,
      operation: keptText(row.operation(message)),
      target: keptText(row.target(message)),
    };
  } catch {
    return undefined;
  }
}
