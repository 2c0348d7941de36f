import { Agent, get } from 'node:http';

/** Requests to one process, at a bounded rate, on connections that stay open. */
export interface Load {
  /** Answers with status 200, by the name that the report has for the route. */
  readonly answered: ReadonlyMap<string, number>;
  /** Other answers, and requests without an answer. */
  readonly failures: readonly string[];
  /** How many were under way when the process was killed. */
  interrupted(): number;
  /** How many were answered since this moment of `performance.now()`. */
  answeredSince(millis: number): number;
  /** Sends until `most` are sent, or `pause` is called. Resolves when all are answered. */
  send(perSecond: number, most?: number): Promise<void>;
  pause(): Promise<void>;
  /** Call it before the process is killed: requests that are under way have not failed. */
  cut(): void;
  close(): void;
}

const paths: readonly [path: string, route: string][] = [
  ['/quick', 'GET /quick'],
  ['/items/17', 'GET /items/:id'],
  ['/wait', 'GET /wait'],
  ['/items/18', 'GET /items/:id'],
];
const connections = 4;
/** Longer than any machine is busy. */
const longestAnswerMillis = 120_000;
const keptTimes = 10_000;

interface Sending {
  readonly over: Promise<void>;
  resolve(): void;
  isOver: boolean;
}

function startSending(): Sending {
  let resolve = (): void => {};
  const over = new Promise<void>((done) => {
    resolve = done;
  });
  return { over, resolve, isOver: false };
}

export function openLoad(port: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answered = new Map<string, number>();
  const failures: string[] = [];
  let times: number[] = [];
  let [sent, underWay, interrupted] = [0, 0, 0];
  let isCut = false;
  let timer: NodeJS.Timeout | undefined;
  let sending: Sending | undefined;

  function settle(): void {
    underWay--;
    if (sending?.isOver && underWay === 0) sending.resolve();
  }
  function succeed(route: string): void {
    answered.set(route, (answered.get(route) ?? 0) + 1);
    times.push(performance.now());
    if (times.length > 2 * keptTimes) times = times.slice(-keptTimes);
    settle();
  }
  function fail(reason: string): void {
    if (isCut) interrupted++;
    else failures.push(reason);
    settle();
  }
  function sendOne(): void {
    const [path, route] = paths[sent++ % paths.length] as (typeof paths)[number];
    underWay++;
    const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.on('end', () => {
        if (response.statusCode === 200) succeed(route);
        else fail(`${path} was answered with ${response.statusCode}`);
      });
      response.on('error', (error) => fail(`${path}: ${error.message}`));
      response.resume();
    });
    request.setTimeout(longestAnswerMillis, () => request.destroy(new Error('no answer')));
    request.on('error', (error) => fail(`${path}: ${error.message}`));
  }
  function stop(): void {
    clearInterval(timer);
    if (sending === undefined) return;
    sending.isOver = true;
    if (underWay === 0) sending.resolve();
  }

  return {
    answered,
    failures,
    interrupted: () => interrupted,
    answeredSince: (millis) => times.filter((time) => time >= millis).length,
    send(perSecond, most = Number.POSITIVE_INFINITY) {
      sending = startSending();
      const last = sent + most;
      timer = setInterval(() => {
        if (underWay < connections) sendOne();
        if (sent >= last) stop();
      }, 1000 / perSecond);
      return sending.over;
    },
    async pause() {
      stop();
      await sending?.over;
    },
    cut() {
      isCut = true;
      stop();
    },
    close: () => agent.destroy(),
  };
}
