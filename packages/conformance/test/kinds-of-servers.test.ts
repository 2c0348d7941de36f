import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { exchange, pipeline, wire } from '../src/client/http.ts';
import { readReport, requestsOf } from '../src/client/report.ts';
import { until } from '../src/client/until.ts';
import { type How, programFile, startProgram } from './client/program.ts';

interface Places {
  readonly plain: number;
  readonly patched: number;
  readonly secure: number;
  readonly http2: number;
  readonly socket: string;
}

describe('servers of every kind in one process, from outside', () => {
  test('answer in the same way as without the profiler, and each HTTP/1 request is counted once', async () => {
    const alone = await withServers('alone', conversations);
    const profiled = await withServers('import', async (places) => {
      const answers = await conversations(places);
      const expected = { 'POST /expect': 1, 'GET /first': 1, 'GET /second': 1, 'GET /patched': 2 };
      const more = { 'GET /socket': 1, 'GET /secure': 1, 'GET /last': 1 };
      const all: Record<string, number> = { ...expected, ...more };
      await until(
        () => readReport({ port: places.plain }),
        (model) => Object.entries(all).every(([name, count]) => requestsOf(model, name) === count),
        `counted ${JSON.stringify(all)}`,
      );
      const model = await readReport({ port: places.plain });
      // HTTP/2 is not profiled, and an upgrade is not a request with a response.
      expect(model.routes.map(({ route }) => route)).not.toContain('/http2');
      return answers;
    });
    expect(alone.http2).toBe('GET /http2');
    expect(alone.upgrade).toMatch(/101 Switching Protocols\r\n\r\nhello$/);
    expect(alone.expect).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    expect(alone.patched).toMatch(/x-requests: 2\r\n/);
    expect(profiled).toEqual(alone);
  });
});

async function withServers<Value>(how: How, act: (places: Places) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'servers-'));
  const program = startProgram(programFile('processes/servers.cjs'), {
    how,
    words: [folder],
    environment: { ROUTEPROF_DISCARD_FIRST: 'false' },
  });
  const port = async (name: string): Promise<number> =>
    Number(await program.says(new RegExp(`${name} (\\d+);`)));
  try {
    await program.says(/socket listens/);
    return await act({
      plain: await port('plain'),
      patched: await port('patched'),
      secure: await port('secure'),
      http2: await port('http2'),
      socket: join(folder, 'socket'),
    });
  } finally {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What each server answers, byte by byte, but for the date. */
async function conversations({ plain, patched, secure, http2, socket }: Places) {
  const answers = {
    expect: await exchange(
      { port: plain },
      wire({ method: 'POST', path: '/expect', headers: { expect: '100-continue' }, body: 'x' }),
    ),
    refused: await exchange(
      { port: plain },
      wire({ method: 'POST', path: '/never', headers: { expect: '100-continue' }, body: 'x' }),
    ),
    // A request for the report with `Expect: 100-continue` is the app's.
    expectReport: await exchange(
      { port: plain },
      wire({ path: '/__profile__', headers: { expect: '100-continue' } }),
    ),
    upgrade: await exchange(
      { port: plain },
      wire({ path: '/upgrade', headers: { connection: 'upgrade', upgrade: 'mine' } }),
    ),
    pipelined: await pipeline({ port: plain }, [{ path: '/first' }, { path: '/second' }]),
    patched: await exchange({ port: patched }, wire({ path: '/patched' })).then(() =>
      exchange({ port: patched }, wire({ path: '/patched' })),
    ),
    socket: await converse(createConnection(socket), '/socket'),
    secure: await converse(
      connectTls({
        port: secure,
        host: '127.0.0.1',
        ciphers: 'PSK',
        maxVersion: 'TLSv1.2',
        pskCallback: () => ({ psk: Buffer.alloc(16, 1), identity: 'client' }),
        checkServerIdentity: () => undefined,
      }),
      '/secure',
    ),
    http2: await askHttp2(http2, '/http2'),
    last: await exchange({ port: plain }, wire({ path: '/last' })),
  };
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, answer.replace(/\r\ndate: [^\r]*/gi, '')]),
  ) as typeof answers;
}

async function converse(connection: Duplex, path: string): Promise<string> {
  connection.write(wire({ path }));
  let received = '';
  for await (const data of connection) received += String(data);
  return received;
}

async function askHttp2(port: number, path: string): Promise<string> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    let body = '';
    for await (const data of session.request({ ':path': path })) body += String(data);
    return body;
  } finally {
    session.close();
  }
}
