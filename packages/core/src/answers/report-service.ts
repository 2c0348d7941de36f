import { exportFileName } from '../export/formats.ts';
import { selectWindow } from '../export/select-window.ts';
import { inTurns } from '../in-turns.ts';
import { expositionSteps } from '../metrics/exposition.ts';
import { familiesOf } from '../metrics/families.ts';
import { writePprof } from '../pprof/write-pprof.ts';
import type { ProcessProfiler } from '../process/process-profiler.ts';
import { QueryError } from '../query/query.ts';
import { siteFrames, sitePositions } from '../tables/site-names.ts';
import type { ReportAnswers, ReportControl } from '../web/actions.ts';
import { createReportAnswers } from './report-answers.ts';
import { createTurns } from './turns.ts';

/** Reports of a running profiler, and control of it. */
export function createReportService(
  profiler: ProcessProfiler,
): ReportAnswers & ReportControl & { close(): void } {
  const { sourcePositions } = profiler;
  const turns = createTurns();
  const answers = createReportAnswers(profiler, sourcePositions, turns);
  const recordings = new Set<AbortController>();
  return {
    ...answers,
    async record(seconds, onLeave) {
      if (profiler.paused()) {
        throw new QueryError('The profiler is paused, so there is nothing to record. Resume it first.');
      }
      const ended = new AbortController();
      let left = false;
      const stopWaiting = onLeave?.(() => {
        left = true;
        ended.abort();
      });
      recordings.add(ended);
      try {
        const window = await profiler.record(seconds * 1000, ended.signal);
        if (left) return undefined;
        return await turns.inTurn(async () => {
          const positions = await sourcePositions.resolve(window.frames);
          const places = siteFrames(window);
          const sites = sitePositions(places, await sourcePositions.resolve(places));
          const whole = await selectWindow(window, positions, { route: '', filter: undefined }, sites);
          return { name: exportFileName(window, '', 'pb.gz'), body: await writePprof(whole) };
        });
      } finally {
        stopWaiting?.();
        recordings.delete(ended);
      }
    },
    async metrics() {
      const { openRequests, paused, overhead } = profiler.status();
      const families = familiesOf(await profiler.totals(), {
        ...{ source: profiler.source, openRequests, paused },
        ...(overhead && { overheadShare: overhead.share }),
      });
      return await inTurns('write metrics', expositionSteps(families));
    },
    close() {
      for (const ended of recordings) ended.abort();
    },
    async clear() {
      await profiler.clear();
      answers.forget();
    },
    async pause() {
      await profiler.setPaused(true);
      answers.forget();
    },
    async resume() {
      await profiler.setPaused(false);
      answers.forget();
    },
    async setRate(value) {
      await profiler.setRate(value);
      answers.forget();
    },
  };
}
