import { formatCount, plural } from '@routeprof/core/tools';
import type { LoadBounds, LoadResult } from './send-load.ts';

const everyMillis = 200;

/** Shows the progress of a load on a terminal, and nothing elsewhere. */
export function createProgress(what: string, { durationMillis, requests }: LoadBounds) {
  const { stderr } = process;
  let nextMillis = 0;
  return {
    show(answered: number, elapsedMillis: number): void {
      if (!stderr.isTTY || elapsedMillis < nextMillis) return;
      nextMillis = elapsedMillis + everyMillis;
      const end = Number.isFinite(requests)
        ? `of ${formatCount(requests)}`
        : `in ${seconds(elapsedMillis)} of ${seconds(durationMillis)}`;
      stderr.write(`\r\u001b[K${what}: ${plural(answered, 'answer')} ${end}`);
    },
    end(): void {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}

/** The result of a load in sentences: its size, and how many requests failed. */
export function loadSentences({ requests, failed, refused, elapsedMillis }: LoadResult): string[] {
  const perSecond = formatCount((requests / Math.max(1, elapsedMillis)) * 1000);
  const sentences = [`${plural(requests, 'request')} in ${seconds(elapsedMillis)}, ${perSecond} a second.`];
  if (failed > 0) sentences.push(`${formatCount(failed)} failed: a status of 500 or more, or no answer.`);
  if (refused > 0) {
    sentences.push(`${formatCount(refused)} had a status of 400 to 499: does the app have these paths?`);
  }
  return sentences;
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}
