import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { Block } from '../../../core/src/profile/blocks.ts';
import { LatencyBuilder } from '../../../core/src/profile/latency.ts';
import { writeEvidenceNow } from '../../../core/src/store/directory/evidence-files.ts';
import { newEvidenceName, serviceFolder } from '../../../core/src/store/directory/names.ts';
import { createFolderReport } from '../../../core/src/tools/index.ts';
import { tracedWindow } from '../../../core/test/fixtures/traced-window.ts';
import { newDir, openStore } from '../../../core/test/store/directory/open-store.ts';
import { serveReport } from '../../../routeprof/src/open/serve-report.ts';

export interface ServedBlocks {
  readonly url: string;
  readonly model: ReportModel;
}

/** Blocks that have ended: those after the first few are behind a button. */
export const endedBlocks = 12;

/** The kept folder of an app whose loop was blocked some times, and is blocked now. */
export async function serveBlocks(): Promise<ServedBlocks> {
  const window = tracedWindow();
  const blocks = Array.from({ length: endedBlocks }, (_, index) => blockAt(window.startMicros, index));
  const lengths = new LatencyBuilder();
  for (const { micros } of blocks) lengths.add(micros);
  const dir = newDir();
  const store = openStore(dir, { now: () => window.endMicros });
  store.add({ ...window, blocks: { lengths: lengths.finish(), longest: blocks } });
  await store.close();

  const sinceMicros = window.endMicros;
  const evidence = {
    ...{ service: 'shop', version: '2.4.1', instance: 'j', pid: 77, ended: false, open: 3 },
    sinceMicros,
    untilMicros: sinceMicros + 4_000_000,
    // It is written again only long after the test.
    againMicros: (Date.now() + 3_600_000) * 1000,
    requests: [
      { method: 'GET', route: '/orders/:id', requests: 2, sinceMicros },
      { method: 'POST', route: '/mail', requests: 1, sinceMicros },
    ],
    line: 9,
    stack: [
      { name: 'checkMail', file: '/app/mail.js', line: 5, column: 1 },
      { name: 'emit', file: 'node:events', line: 500, column: 1 },
    ],
  };
  writeEvidenceNow(join(dir, serviceFolder('shop')), newEvidenceName(sinceMicros), evidence, 1e12);

  const report = await createFolderReport(dir);
  if (report === undefined) throw new Error('The folder has no measurements.');
  onTestFinished(() => report.close());
  const { url, close } = await serveReport(report, 0);
  onTestFinished(close);
  return { url, model: await report.ask(new URLSearchParams()) };
}

/** Each is longer than the one before it. The first has no sample: not even its route is known. */
function blockAt(startMicros: number, index: number): Block {
  const block = { atMicros: startMicros + index * 1_000_000, micros: 60_000 + index * 20_000, pid: 7 };
  if (index === 0) return { ...block, method: '', route: '', stack: [], delayed: [] };
  return {
    ...{ ...block, method: 'GET', route: '/report' },
    stack: [
      { name: 'makeReport', file: '/app/report.js', line: 20 + index, column: 1 },
      { name: 'handle', file: '/app/app.js', line: 3, column: 1 },
    ],
    delayed: [
      { method: 'GET', route: '/orders/:id', requests: 2, micros: 80_000, estimated: true },
      { method: 'POST', route: '/login', requests: 1, micros: 30_000, estimated: false },
    ],
  };
}
