import { connect } from './connection.ts';

/** A request. Headers are sent as given; `host` and `connection: close` are added if they are missing. */
export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A response. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The bytes as received, one character a byte. */
  readonly raw: string;
}

export interface Listening {
  readonly port: number;
}

/** A request as it goes over the wire. */
export function wire({ method = 'GET', path, headers = {}, body }: Ask): string {
  const lines = Object.entries({
    host: 'localhost',
    connection: 'close',
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  });
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body ?? ''}`;
}

/** One request on a connection of its own. */
export async function ask({ port }: Listening, question: Ask | string): Promise<Answer> {
  const { method = 'GET', ...rest } = typeof question === 'string' ? { path: question } : question;
  return parseAnswer(await exchange({ port }, wire({ method, ...rest })), method);
}

/** Sends bytes, and returns all bytes until the server closes. */
export async function exchange({ port }: Listening, bytes: string): Promise<string> {
  const connection = await connect(port);
  connection.write(bytes);
  try {
    return await connection.closed();
  } finally {
    connection.destroy();
  }
}

/** Several requests on one connection, each after the response to the one before. */
export async function askInTurn(server: Listening, questions: readonly Ask[]): Promise<string> {
  const connection = await connect(server.port);
  try {
    for (const [i, question] of questions.entries()) {
      const last = i === questions.length - 1;
      connection.write(
        wire({ ...question, headers: { connection: last ? 'close' : 'keep-alive', ...question.headers } }),
      );
      if (!last) await connection.until((received) => countAnswers(received) > i);
    }
    return await connection.closed();
  } finally {
    connection.destroy();
  }
}

/** Several requests on one connection at once, before any response. */
export function pipeline(server: Listening, questions: readonly Ask[]): Promise<string> {
  const bytes = questions.map((question, i) =>
    wire({
      ...question,
      headers: { connection: i === questions.length - 1 ? 'close' : 'keep-alive', ...question.headers },
    }),
  );
  return exchange(server, bytes.join(''));
}

/** Counts complete responses, by length or by chunks. */
export function countAnswers(received: string): number {
  let count = 0;
  for (let at = 0; at < received.length; count++) {
    const headEnd = received.indexOf('\r\n\r\n', at) + 4;
    if (headEnd < 4) break;
    const head = received.slice(at, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    const end = /\r\ntransfer-encoding: chunked/i.test(head)
      ? received.indexOf('\r\n0\r\n\r\n', headEnd - 2) + 7
      : headEnd + Number(length ?? 0);
    if (end < headEnd || end > received.length) break;
    at = end;
  }
  return count;
}

function parseAnswer(raw: string, method = 'GET'): Answer {
  const headEnd = raw.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = raw.slice(0, headEnd < 0 ? raw.length : headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  if (!status) throw new Error(`Not an HTTP response:\n${raw.slice(0, 500)}`);
  // `100 Continue` comes before the answer.
  if (status === 100) return parseAnswer(raw.slice(headEnd + 4), method);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const rest = method === 'HEAD' || headEnd < 0 ? '' : raw.slice(headEnd + 4);
  const body = headers['transfer-encoding'] === 'chunked' ? joinChunks(rest) : rest;
  return { status, headers, body: Buffer.from(body, 'latin1').toString('utf8'), raw };
}

function joinChunks(text: string): string {
  let body = '';
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!size) break;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
  return body;
}
