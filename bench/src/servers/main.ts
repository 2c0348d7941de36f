import { apps } from './apps/table.ts';
import { calibrate } from './handlers.ts';
import type { ServerSettings } from './messages.ts';
import { serve } from './serve.ts';

const { framework }: ServerSettings = JSON.parse(process.env.BENCH_SERVER ?? '');
const makeApp = apps[framework];
if (makeApp === undefined) throw new Error(`No app for ${framework}`);
await serve(makeApp, { rounds: calibrate });
