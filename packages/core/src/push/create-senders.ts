import type { ParsedPush } from '../options.ts';
import type { Window } from '../profile/window.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import { bytesOf } from '../store/window-bytes.ts';
import { otlpFormat } from './otlp.ts';
import { post } from './post.ts';
import type { PushFormat } from './push-format.ts';
import { type PushedRoutes, pushedWindow } from './pushed-window.ts';
import { pyroscopeFormat } from './pyroscope.ts';
import { createSender, type SenderOptions } from './sender.ts';

const formats: Readonly<Record<ParsedPush['engine'], PushFormat>> = {
  pyroscope: pyroscopeFormat,
  otlp: otlpFormat,
};

export interface SendersOptions
  extends Pick<SenderOptions, 'mostBytes' | 'after' | 'run' | 'clock' | 'random'> {
  readonly sourcePositions: Pick<SourcePositions, 'resolve'>;
  onFailure(error: unknown): void;
}

/** One for each engine. */
export interface Senders {
  /** Sends it to each engine soon. */
  add(window: Window): void;
  /** About how much memory windows that wait take. */
  bytes(): number;
  /** Tries once to send what is left. */
  close(): Promise<void>;
}

export function createSenders(push: readonly ParsedPush[], options: SendersOptions): Senders {
  const routes: PushedRoutes = new Set();
  const senders = push.map(({ engine, url, headers }) =>
    createSender({
      ...{ ...options, mostBytes: options.mostBytes / push.length },
      ...{ format: formats[engine], url: new URL(url), headers, post },
    }),
  );
  return {
    add(window) {
      /** Once for all engines, and only as long as one of them has yet to send it. */
      let prepared: Promise<Window> | undefined;
      const pushed = {
        bytes: bytesOf(window),
        prepare: () => (prepared ??= pushedWindow(window, routes, options.sourcePositions)),
      };
      for (const sender of senders) sender.add(pushed);
    },
    bytes() {
      const waiting = new Set(senders.flatMap((sender) => sender.waiting()));
      return [...waiting].reduce((sum, { bytes }) => sum + bytes, 0);
    },
    async close() {
      await Promise.all(senders.map((sender) => sender.close()));
    },
  };
}
