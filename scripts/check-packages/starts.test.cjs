// Each test file has its own copy of the package and its own globals. A sampler stays for a second after its last
// profiler has closed, and must not block the next file's sampler.
const { expect, test } = require('@jest/globals');
const { createProfiler } = require('@routeprof/core');

const hasNative = Number.parseInt(process.versions.node, 10) >= 24 && process.platform !== 'win32';

test.each([1, 2])('profiler %s of this file starts with the engine that it asks for', async () => {
  const engine = hasNative ? 'async-context' : 'inspector';
  const profiler = createProfiler({ engine });
  const request = { method: 'GET', headers: { host: 'localhost' }, peer: '127.0.0.1' };
  const answer = await profiler.handle({ ...request, url: `${profiler.path}/?format=json` });
  const { status } = JSON.parse(answer.body);
  expect(status.engine).toBe(engine);
  expect(status.failures).toEqual([]);
  await profiler.close();
});
