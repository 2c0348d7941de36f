import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connect } from '../client/connection.ts';
import { ask, type Listening, wire } from '../client/http.ts';
import { findRow, readReport, requestsOf, samplesOf } from '../client/report.ts';
import { until } from '../client/until.ts';
import type { Servers } from './servers.ts';

/** Long requests, and clients that do not wait for them. */
export function streaming({ off, root }: Servers): void {
  test('server-sent events arrive one by one, with the same bytes', async () => {
    const [without, with_] = await Promise.all([firstEvents(off), firstEvents(root)]);
    expect(without).toContain('id: 3\ndata: tick\n\n');
    expect(with_).toBe(without);
  });

  test('a client that leaves a stream closes it, and is counted as aborted', async () => {
    await quiet(root);
    const before = findRow(await readReport(root), 'GET /events');
    await firstEvents(root);
    await until(
      () => stateOf(root),
      ({ events }) => events === 0,
      'closed the stream',
    );
    const after = await until(
      async () => findRow(await readReport(root), 'GET /events'),
      (row) => (row?.requests ?? 0) > (before?.requests ?? 0),
      'counted the stream',
    );
    expect(after!.requests - (before?.requests ?? 0)).toBe(1);
    expect(after!.aborted - (before?.aborted ?? 0)).toBe(1);
  });

  test('a stream that is still open shows under its route', async () => {
    const connection = await connect(root.port);
    connection.write(wire({ path: '/events' }));
    try {
      await until(
        () => samplesOf(root, 'burnInEvents', 'GET /events'),
        (samples) => samples > 5,
        'sampled',
      );
      expect((await stateOf(root)).events).toBe(1);
    } finally {
      connection.destroy();
    }
    await until(
      () => stateOf(root),
      ({ events }) => events === 0,
      'closed the stream',
    );
  });

  test('a client that leaves before there is an answer', async () => {
    const before = findRow(await readReport(root), 'GET /hang');
    const connection = await connect(root.port);
    connection.write(wire({ path: '/hang' }));
    await until(
      () => stateOf(root),
      ({ hangs }) => hangs === 1,
      'arrived',
    );
    connection.destroy();
    await until(
      () => stateOf(root),
      ({ hangs }) => hangs === 0,
      'closed',
    );
    const after = await until(
      async () => findRow(await readReport(root), 'GET /hang'),
      (row) => (row?.requests ?? 0) > (before?.requests ?? 0),
      'counted the request',
    );
    expect(after).toMatchObject({ requests: 1, aborted: 1, errors: 0 });
  });

  test('a client that leaves in the middle of an upload', async () => {
    const before = findRow(await readReport(root), 'POST /upload');
    const connection = await connect(root.port);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': '1000' };
    connection.write(wire({ method: 'POST', path: '/upload', headers, body: 'the beginning' }));
    await until(
      () => readReport(root),
      ({ status }) => status.openRequests === 1,
      'received the beginning',
    );
    connection.destroy();
    await until(
      async () => findRow(await readReport(root), 'POST /upload'),
      (row) => row?.requests === (before?.requests ?? 0) + 1 && row.aborted === (before?.aborted ?? 0) + 1,
      'counted one aborted request',
    );
  });

  test('a slow upload arrives whole', async () => {
    const before = requestsOf(await readReport(root), 'POST /upload');
    const connection = await connect(root.port);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': '50' };
    connection.write(wire({ method: 'POST', path: '/upload', headers }));
    for (let i = 0; i < 5; i++) {
      await delay(10);
      connection.write('0123456789');
    }
    expect(await connection.closed()).toMatch(/\{"bytes":50\}/);
    await until(
      async () => requestsOf(await readReport(root), 'POST /upload'),
      (requests) => requests === before + 1,
      'counted once',
    );
  });

  test('no request is left open', async () => {
    await quiet(root);
  });
}

/** Everything that a client receives up to the third event, after which it leaves. */
async function firstEvents({ port }: Listening): Promise<string> {
  const third = /id: 3\ndata: tick\n\n/;
  const connection = await connect(port);
  connection.write(wire({ path: '/events' }));
  try {
    const received = await connection.until((text) => third.test(text));
    const end = received.search(third) + 'id: 3\ndata: tick\n\n'.length;
    return received.slice(0, end).replace(/\r\ndate: [^\r]*/gi, '');
  } finally {
    connection.destroy();
  }
}

async function stateOf(server: Listening): Promise<{ events: number; hangs: number }> {
  return JSON.parse((await ask(server, '/state')).body);
}

async function quiet(server: Listening): Promise<void> {
  await until(
    () => readReport(server),
    ({ status }) => status.openRequests === 0,
    'ended all requests',
  );
}
