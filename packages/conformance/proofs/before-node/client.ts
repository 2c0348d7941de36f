import { connect, type Socket } from 'node:net';
import { routesOfReaders } from './routes.ts';

// Sends requests at random moments, some on connections of their own, and says when by the clock of the whole machine.
// `node client.js PORT LOAD`; it sends what it has measured.
const port = Number(process.argv[2]);
const load = JSON.parse(process.argv[3] as string) as Load;
const nowMicros = (): number => Number(process.hrtime.bigint()) / 1000;
const readersPerSecond = 40;
const keptConnections = 100;

/** What a client sends. */
export interface Load {
  /** Requests of each reading route. */
  readonly readers: number;
  /** Requests of each route that blocks, per second. */
  readonly blockersPerSecond: number;
  /** The share of requests that have a connection of their own, 0 to 1. */
  readonly ownConnections: number;
}

export interface Sent {
  readonly route: string;
  /** Before and after it was written to the socket. */
  readonly fromMicros: number;
  readonly sentMicros: number;
  readonly answeredMicros: number;
  /** The first on its connection. */
  readonly isFirst: boolean;
  /** When the app's code had it, by its own account. */
  readonly handledMicros: number;
}

const idle: Socket[] = [];
const sent: Sent[] = [];

/** Keep-alive connections are used again; others are closed. */
async function ask(path: string, isAlone: boolean): Promise<void> {
  const known = isAlone ? undefined : idle.pop();
  const socket = known ?? (await open());
  const answer = answerOn(socket);
  const fromMicros = nowMicros();
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${isAlone ? 'close' : 'keep-alive'}\r\n\r\n`,
  );
  const sentMicros = nowMicros();
  const { text, answeredMicros } = await answer;
  if (isAlone) socket.destroy();
  else idle.push(socket);
  const [route = ''] = path.split('?');
  sent.push({
    route,
    isFirst: known === undefined,
    fromMicros,
    sentMicros,
    answeredMicros,
    handledMicros: Number(text),
  });
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.setNoDelay(true).on('error', reject);
  });
}

function answerOn(socket: Socket): Promise<{ readonly text: string; readonly answeredMicros: number }> {
  return new Promise((resolve) => {
    let all = '';
    const onData = (data: Buffer): void => {
      all += data;
      const [head = '', text] = all.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      const isComplete = Number.isNaN(length) ? all.endsWith('0\r\n\r\n') : (text?.length ?? -1) >= length;
      if (!isComplete) return;
      const answeredMicros = nowMicros();
      socket.off('data', onData);
      resolve({ text: Number.isNaN(length) ? (text?.split('\r\n')[1] ?? '') : (text ?? ''), answeredMicros });
    };
    socket.on('data', onData);
  });
}

/** At random moments, independent of each other and of what the server does. */
async function sendAtRandom(
  perSecond: number,
  paths: Iterable<string>,
  isOver: () => boolean,
): Promise<void> {
  const open = new Set<Promise<void>>();
  for (const path of paths) {
    if (isOver()) break;
    await new Promise((resolve) => setTimeout(resolve, (-Math.log(1 - Math.random()) / perSecond) * 1000));
    const one = ask(path, Math.random() < load.ownConnections);
    open.add(one);
    void one.then(() => open.delete(one));
  }
  await Promise.all(open);
}

function* readers(): Generator<string> {
  for (let i = 0; i < load.readers; i++) yield* routesOfReaders;
}

function* blockers(route: string): Generator<string> {
  for (;;) yield `${route}?millis=${20 + Math.round(Math.random() * 200)}`;
}

// The first requests load and compile code, and open connections.
await Promise.all(Array.from({ length: keptConnections }, () => ask('/bursts', false)));
sent.length = 0;
process.send?.('warm');
process.once('message', async () => {
  let isOver = false;
  const reading = sendAtRandom(readersPerSecond, readers(), () => false).then(() => {
    isOver = true;
  });
  await Promise.all([
    reading,
    sendAtRandom(load.blockersPerSecond, blockers('/block'), () => isOver),
    sendAtRandom(load.blockersPerSecond, blockers('/later'), () => isOver),
  ]);
  process.send?.(sent, () => process.exit());
});
