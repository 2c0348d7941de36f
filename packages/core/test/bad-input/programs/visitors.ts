import { Agent, get } from 'node:http';

/** Clients of the app that send the next request after each response and check it, until they are told to stop. */
const visitors = 8;
/** Enough requests for quantiles. */
const enough = 500;
const port = Number(process.env.BAD_INPUT_PORT);
const agent = new Agent({ keepAlive: true, maxSockets: visitors });
const latencies: number[] = [];
const wrong: string[] = [];
let stopped = false;
let number = 0;

process.on('message', () => {
  stopped = true;
});
// Ends with the parent, however it dies.
process.on('disconnect', () => process.exit());
await Promise.all(
  Array.from({ length: visitors }, async () => {
    while (!stopped) await visit(`/visit/${number++}`);
  }),
);
agent.destroy();
process.send?.({ latencies, wrong } satisfies Visits);

export interface Visits {
  /** Milliseconds. */
  readonly latencies: readonly number[];
  readonly wrong: readonly string[];
}

async function visit(path: string): Promise<void> {
  const start = performance.now();
  try {
    const body = await read(path);
    if (JSON.parse(body).url !== path) wrong.push(body);
  } catch (error) {
    wrong.push(String(error));
  }
  latencies.push(performance.now() - start);
  if (latencies.length === enough) process.send?.('enough');
}

function read(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
