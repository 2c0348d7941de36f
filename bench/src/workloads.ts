/** What is measured. Each is a route of every server. */
export const workloads = ['hello', 'params', 'awaits', 'work'] as const;
export type Workload = (typeof workloads)[number];

export const workloadTitles: Record<Workload, string> = {
  hello: 'hello world',
  params: 'hello/:id',
  awaits: '200 awaits',
  work: '1.6 ms handler',
};

/** All have one length, because the load finds the end of a response by its length. */
const ids = Array.from({ length: 1_000 }, (_, i) => String(100_000 + i * 7));

export const pathsOf: Record<Workload, readonly string[]> = {
  hello: ['/hello'],
  params: ids.map((id) => `/hello/${id}`),
  awaits: ['/awaits'],
  work: ['/work'],
};

/** How long the work handler should take without a profiler. */
export const workMicros = 1_600;

/** Ten thousand URLs of one route. */
export const manyPaths: readonly string[] = Array.from(
  { length: 10_000 },
  (_, i) => `/hello/${100_000 + i * 7}`,
);
