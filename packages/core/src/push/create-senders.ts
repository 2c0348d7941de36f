import type { ParsedPush } from '../options.ts';
import type { Window } from '../profile/window.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import { otlpFormat } from './otlp.ts';
import { post } from './post.ts';
import type { PushFormat } from './push-format.ts';
import { type PushedRoutes, pushedWindow } from './pushed-window.ts';
import { pyroscopeFormat } from './pyroscope.ts';
import { createSender, type Sender, type SenderOptions } from './sender.ts';

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
export function createSenders(push: readonly ParsedPush[], options: SendersOptions): Sender[] {
  const routes: PushedRoutes = new Set();
  /** Once for all engines. */
  const prepared = new WeakMap<Window, Promise<Window>>();
  const prepare = (window: Window): Promise<Window> => {
    const known = prepared.get(window) ?? pushedWindow(window, routes, options.sourcePositions);
    prepared.set(window, known);
    return known;
  };
  return push.map(({ engine, url, headers }) =>
    createSender({
      ...{ ...options, mostBytes: options.mostBytes / push.length },
      ...{ format: formats[engine], url: new URL(url), headers, prepare, post },
    }),
  );
}
