import { createRequire } from 'node:module';

const require = createRequire(`${process.env.BENCH_PEERS}/`);
const sentry = require('@sentry/node');
const { nodeProfilingIntegration } = require('@sentry/profiling-node');

sentry.init({
  dsn: `http://key@127.0.0.1:${process.env.BENCH_SINK}/1`,
  integrations: [nodeProfilingIntegration()],
  tracesSampleRate: 1,
  profileSessionSampleRate: 1,
  profileLifecycle: 'trace',
});
