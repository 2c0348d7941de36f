import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { nowMicros, ofEpoch, ofMonotonic } from './own-clock.ts';

// What the routes wait for. Each operation gives the moment when it was done, by the clock of whoever did it.

export interface Servers {
  readonly postgres: number;
  readonly redis: number;
  readonly partner: number;
}

export interface Operations {
  ask(millis: number): Promise<number>;
  fetch(millis: number): Promise<number>;
  /** The partner's answer, in chunks, each of which is the moment when it was sent. */
  stream(chunks: number, millis: number): Promise<AsyncIterable<Buffer>>;
  query(seconds: number): Promise<number>;
  /** Takes a connection of its own: Redis answers in order. */
  block(seconds: number): Promise<number>;
}

/** A timer is due when its time is over, however late it is called. */
export function due(millis: number): Promise<number> {
  const dueMicros = nowMicros() + millis * 1000;
  return new Promise((resolve) => setTimeout(() => resolve(dueMicros), millis));
}

const derive = promisify(pbkdf2);

/** More jobs than the thread pool has threads. When they were done is not known. */
export async function hashAll(): Promise<void> {
  const jobs = Array.from({ length: 6 }, () => derive('password', 'salt', 6_000, 32, 'sha256'));
  await Promise.all(jobs); // site: /hash
}

export async function readOften(path: string): Promise<void> {
  for (let time = 0; time < 20; time++) await readFile(path); // site: /file
}

export function connectOperations({ postgres, redis, partner }: Servers): Operations {
  const database = new pg.Pool({
    ...{ host: '127.0.0.1', port: postgres, user: 'postgres', database: 'postgres' },
    max: 60,
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 60 });
  const connections: Redis[] = [];
  const urlOf = (chunks: number, millis: number): string =>
    `http://127.0.0.1:${partner}/?chunks=${chunks}&millis=${millis}`;
  const get = (url: string): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      http.get(url, { agent }, resolve).on('error', reject);
    });

  return {
    ask(millis) {
      return new Promise((resolve, reject) => {
        http
          .get(urlOf(1, millis), { agent }, (response) => {
            let text = '';
            response.on('data', (chunk) => {
              text += chunk;
            });
            response.on('end', () => resolve(ofMonotonic(Number(text))));
          })
          .on('error', reject);
      });
    },
    async fetch(millis) {
      const response = await fetch(urlOf(1, millis)); // site: /fetch
      return ofMonotonic(Number(await response.text())); // site: /fetch
    },
    stream: (chunks, millis) => get(urlOf(chunks, millis)),
    async query(seconds) {
      const sql = 'select pg_sleep($1), null as gap, extract(epoch from clock_timestamp()) * 1e6 as done';
      const { rows } = await database.query(sql, [seconds]); // site: /query /many
      return ofEpoch(Number(rows[0].done));
    },
    async block(seconds) {
      // To connect may take the longest on a slow machine.
      const connection = connections.pop() ?? new Redis({ host: '127.0.0.1', port: redis }); // site: /redis
      const commands = connection.pipeline().blpop('nothing', seconds).time();
      const answers = await commands.exec(); // site: /redis
      connections.push(connection);
      const [, time] = answers as [unknown, [error: null, time: [string, string]]];
      const [second, micros] = time[1];
      return ofEpoch(Number(second) * 1e6 + Number(micros));
    },
  };
}
