// Prints the context in which an app's own code runs: before the profiler, after its start, and in a request's callback.
import { createRequire } from 'node:module';
import { startSampler } from '../../../src/sample/sampler.ts';
import { createScope } from '../../../src/sample/scope.ts';

const { current } = createRequire(import.meta.url)('internal/async_context_frame') as {
  current(): ReadonlyMap<unknown, unknown> | undefined;
};
const entries = (): number => current()?.size ?? -1;
const found = [entries()];
const sampler = startSampler({
  engine: 'async-context',
  rate: 99,
  onBatch() {},
  onFailure(error) {
    throw error;
  },
});
found.push(entries());
sampler.run(createScope(1), () => found.push(entries()));
found.push(entries());
sampler.stop();
console.log(JSON.stringify(found));
