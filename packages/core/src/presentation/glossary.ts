/** What `5xx` and `errors` count. */
export const errorsMeaning = 'Responses with a status of 500 or more';

/** What the terms of a report mean. */
export const glossary: readonly (readonly [term: string, meaning: string])[] = [
  ['CPU', 'time that the JavaScript thread spent computing, for work that a route caused, whenever it ran'],
  ['On the loop', 'time on the event loop, computing or blocked; no other request makes progress during it'],
  ['Self, total', 'in the function itself; in it and everything that it called'],
  ['Samples', 'how often the sampler saw it; with fewer than about 100, times are rough'],
  ['p50, p95, p99', 'half, 95% or 99% of the requests took no longer than this; within 1%'],
  ['Idle', 'the event loop waited and the thread used no CPU'],
  ['Background', 'work that belongs to no request: timers, ignored requests, Node’s own input and output'],
  ['GC', 'garbage collection by V8; of a route, while it ran'],
  ['Own work', 'of a traced request: its time on the event loop, computing or blocked'],
  ['Queued', 'of a traced request: it could have gone on, but others held the event loop'],
  ['Waits', 'of a traced request: it waited for a database, a timer, a file, another request'],
  [
    'Before Node',
    'estimate of how long a request lay in its socket before the app saw it; beside the latency',
  ],
  ['(pruned)', 'the sum of calls too small to be sent to the page'],
  ['Profiler', 'time that routeprof itself used: reading samples, making reports'],
];
