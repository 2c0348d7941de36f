/** How requests of a route come: at random moments, which are the same in each run, and as many a second as ever. */
export interface Arrivals {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly perSecond: number;
  /** So many come at once each time. */
  readonly burst?: number;
  /** Its client takes this long between two pieces of the body, or before it reads the answer. */
  readonly slow?: { readonly what: 'sending' | 'reading'; readonly millis: number };
}

/** A part of a request that a finding says to make faster. */
export interface Sin {
  readonly name: string;
  readonly of: 'apps/slow' | 'new';
  /** Whose latency the finding is about. */
  readonly arrivals: Arrivals;
  /** The kind of the finding, and what it says where several have that kind. */
  readonly kind: string;
  readonly says?: string;
  /** The route that holds the loop, if another one does. */
  readonly besides?: Arrivals;
  /** Where its fixed app tries, under this load, which part of the work takes half as long. */
  readonly halvedAt?: string;
  /** How fast its client is when that is what is fixed. */
  readonly clientMillis?: number;
}

const get = (path: string, perSecond: number): Arrivals => ({ method: 'GET', path, perSecond });
const post = (path: string, perSecond: number): Arrivals => ({ method: 'POST', path, perSecond });
const slow: Pick<Sin, 'of'> = { of: 'apps/slow' };
/** Written when the code of findings was finished. */
const fresh: Pick<Sin, 'of'> = { of: 'new' };

export const sins: readonly Sin[] = [
  { ...slow, name: 'slow query', arrivals: get('/invoices', 10), kind: 'wait' },
  { ...slow, name: 'N+1', arrivals: get('/orders', 10), kind: 'n+1' },
  { ...slow, name: 'N+1 at once', arrivals: get('/orders/at-once', 10), kind: 'n+1' },
  { ...slow, name: 'small pool', arrivals: get('/stock', 7), kind: 'pool' },
  { ...slow, name: 'lost cache entry', arrivals: get('/popular', 3), kind: 'wait' },
  {
    ...slow,
    name: 'thread pool',
    arrivals: { ...post('/login', 1.2), burst: 8 },
    kind: 'threadpool',
  },
  { ...slow, name: 'waits in sequence', arrivals: get('/dashboard', 10), kind: 'wait', says: 'askPartner' },
  { ...slow, name: 'lock', arrivals: post('/bookings', 22), kind: 'pool' },
  { ...slow, name: 'slow server', arrivals: get('/weather', 10), kind: 'wait' },
  { ...slow, name: 'timer', arrivals: get('/reminder', 10), kind: 'wait' },
  { ...slow, name: 'regular expression', arrivals: get('/search', 4), kind: 'cpu' },
  { ...slow, name: 'JSON', arrivals: get('/catalogue', 4), kind: 'cpu' },
  { ...slow, name: 'readFileSync', arrivals: get('/settings', 4), kind: 'cpu' },
  {
    ...slow,
    name: 'execSync, behind which others queue',
    arrivals: get('/reminder', 20),
    kind: 'queued',
    says: 'GET /version',
    besides: get('/version', 2),
  },
  {
    ...slow,
    name: 'work behind which others queue',
    arrivals: get('/reminder', 20),
    kind: 'queued',
    says: 'GET /catalogue',
    besides: get('/catalogue', 7),
  },
  {
    ...slow,
    name: 'slow sender',
    arrivals: { ...post('/photos', 8), slow: { what: 'sending', millis: 40 } },
    kind: 'wait',
    clientMillis: 20,
  },
  {
    ...slow,
    name: 'slow reader',
    arrivals: { ...get('/export.csv', 5), slow: { what: 'reading', millis: 200 } },
    kind: 'wait',
    clientMillis: 100,
  },
  { ...fresh, name: 'retry after a fixed sleep', arrivals: get('/quote', 10), kind: 'wait', says: 'timer' },
  { ...fresh, name: 'a lock around what a cache lacks', arrivals: get('/prices', 30), kind: 'pool' },
  { ...fresh, name: 'six fetches where one would do', arrivals: get('/rates', 10), kind: 'n+1' },
  {
    ...fresh,
    name: 'JSON.parse of a large body',
    arrivals: get('/template', 6),
    kind: 'cpu',
    halvedAt: '/template/halve',
  },
  { ...fresh, name: 'many small files', arrivals: get('/thumbnails', 10), kind: 'n+1' },
];
