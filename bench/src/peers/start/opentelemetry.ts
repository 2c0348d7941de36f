import { createRequire } from 'node:module';

// The instrumentation of HTTP, with a provider that makes each span and drops it: what an exporter costs comes on top.
const require = createRequire(`${process.env.BENCH_PEERS}/`);
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

const dropped = {
  export: (_spans: unknown, done: (result: { code: number }) => void): void => done({ code: 0 }),
  shutdown: async (): Promise<void> => {},
};
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(dropped)] });
provider.register();
const instrumentation = new HttpInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.enable();
require('node:http');
