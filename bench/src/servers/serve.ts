import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { variantOf } from '../variants/table.ts';
import type { Addition } from '../variants/variant.ts';
import type { MakeApp } from './apps/app.ts';
import { collectGarbage } from './collect.ts';
import { createHandlers } from './handlers.ts';
import type { ServerAnswers, ServerQuestion, ServerReady, ServerSettings } from './messages.ts';

type Answers = {
  readonly [Name in Exclude<keyof ServerAnswers, 'collect' | 'end'>]?: (
    micros: number,
  ) => ServerAnswers[Name];
};

/** Serves an app with what the variant adds, until the bench says that it should end, or is gone. */
export async function serve(makeApp: MakeApp, answers: Answers): Promise<void> {
  const settings: ServerSettings = JSON.parse(process.env.BENCH_SERVER ?? '');
  const addition = (await variantOf(settings.variant).add?.(settings.profiler)) ?? {};
  const server = await makeApp({
    modules: await Promise.all(settings.modules.map((module) => import(module))),
    handlers: createHandlers(settings.rounds),
    around: addition.around,
    profiling: addition.profiler && {
      adapter: await import(settings.adapter),
      settings: addition.profiler,
    },
  });
  const exit = (): never => process.exit(0);
  process.on('disconnect', exit);
  process.on('message', ({ ask, micros }: ServerQuestion) => {
    if (ask === 'end') {
      process.removeListener('disconnect', exit);
      void end(server, addition);
    } else if (ask === 'collect') void collectGarbage().then((done) => process.send?.(done));
    else process.send?.(answers[ask]?.(micros));
  });
  // The load keeps its connections while other servers have their slices.
  server.keepAliveTimeout = 600_000;
  // Bound to this machine, on a free port.
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const readyMillis = performance.now();
  const { user, system } = process.cpuUsage();
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, readyMillis, readyCpuMillis: (user + system) / 1000 } satisfies ServerReady);
}

/** Leaves nothing to do, so that the process ends as one that has done its work: many profilers write or send then. */
async function end(server: Server, { close }: Addition): Promise<void> {
  await close?.();
  server.close();
  server.closeAllConnections();
  process.send?.(true, () => process.disconnect());
}
