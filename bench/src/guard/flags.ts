/** One thread, fixed seeds, and no work that V8 starts by time. */
const steady = [
  '--single-threaded',
  '--predictable',
  '--random-seed=1',
  '--hash-seed=1',
  '--no-memory-reducer',
  '--v8-pool-size=0',
];

/** No collection takes place while requests are counted: what it costs follows from the bytes. */
const roomy = ['--min-semi-space-size=256', '--max-semi-space-size=256'];

/** The same optimised code as after 30,000 requests, after 3,000: V8 makes it by counts of calls, never by time. */
const soon = [
  '--invocation-count-for-maglev=100',
  '--invocation-count-for-turbofan=300',
  '--minimum-invocations-after-ic-update=50',
  '--invocation-count-for-osr=50',
  '--invocation-count-for-maglev-osr=20',
];

export const flags: readonly string[] = [
  ...steady,
  ...roomy,
  ...soon,
  '--disable-warning=ExperimentalWarning',
];
