import http from 'node:http';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set if the app sometimes answers with status 500 on purpose. */
  readonly mayFail?: true;
}

/** A request that takes more than a call says. */
export type Visit = (port: number, agent: http.Agent) => Promise<unknown>;

/** Sends calls in turn, `concurrency` at a time, until the time is over; all to 127.0.0.1. Returns how many. */
export async function sendLoad(
  port: number,
  calls: readonly (Call | Visit)[],
  concurrency: number,
  forMillis: number,
): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const until = performance.now() + forMillis;
  let next = 0;
  const worker = async () => {
    while (performance.now() < until) {
      const number = next++;
      const call = calls[number % calls.length] as Call | Visit;
      if (typeof call === 'function') await call(port, agent);
      else await send(port, { ...call, path: call.path.replace(':n', String(number)) }, agent);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  agent.destroy();
  return next;
}

/** One request to 127.0.0.1. Returns the body of a 200, or of an expected 500; throws for anything else. */
export function send(
  port: number,
  { method, path, body, mayFail, headers: given }: Call,
  agent?: http.Agent,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined
        ? { ...given }
        : { ...given, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request(
      { host: '127.0.0.1', port, method, path, headers, ...(agent ? { agent } : {}) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const isMeant = response.statusCode === 200 || (mayFail && response.statusCode === 500);
          if (isMeant) resolve(Buffer.concat(chunks).toString());
          else reject(new Error(`${method} ${path} answered ${response.statusCode}`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
