import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The instrumentation of HTTP, with a provider that makes each span and drops it: what an exporter costs comes on top.
const require = createRequire(`${process.env.BENCH_PEERS}/`);
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

let count = 0;
const dropped = {
  export: (spans: readonly unknown[], done: (result: { code: number }) => void): void => {
    count += spans.length;
    done({ code: 0 });
  },
  shutdown: async (): Promise<void> => {},
};
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(dropped)] });
provider.register();
const instrumentation = new HttpInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.enable();
require('node:http');
// For the bench, which checks that there were spans.
process.on('exit', () => writeFileSync('spans', String(count)));
