import type { ParsedPush } from '../options.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import { otlpFormat } from './otlp.ts';
import { post } from './post.ts';
import type { PushFormat } from './push-format.ts';
import { pushedWindow } from './pushed-window.ts';
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
  return push.map(({ engine, url, headers }) =>
    createSender({
      ...options,
      format: formats[engine],
      url: new URL(url),
      headers,
      prepare: (window) => pushedWindow(window, options.sourcePositions),
      post,
    }),
  );
}
