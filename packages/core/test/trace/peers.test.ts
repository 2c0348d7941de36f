import { expect, test } from 'vitest';
import { nameOfPeer, targetOf, targetOfService } from '../../src/trace/peers.ts';

const target = (host: string, port: number): string => targetOf({ host, port, name: nameOfPeer(host, port) });

test('a default port names the service', () => {
  expect(target('localhost', 5432)).toBe('postgres localhost:5432');
  expect(target('cache.internal', 6379)).toBe('redis cache.internal:6379');
  expect(target('10.0.0.7', 27017)).toBe('mongodb 10.0.0.7:27017');
});

test('HTTP and unknown ports are named by their address', () => {
  expect(target('api.example.com', 443)).toBe('api.example.com:443');
  expect(target('localhost', 54321)).toBe('localhost:54321');
});

test('an IPv6 address stands in brackets', () => {
  expect(target('::1', 5432)).toBe('postgres [::1]:5432');
});

test('a Unix socket is named by its file', () => {
  expect(target('/var/run/postgresql/.s.PGSQL.5432', 0)).toBe('postgres /var/run/postgresql/.s.PGSQL.5432');
  expect(target('/run/mysqld/mysqld.sock', 0)).toBe('mysql /run/mysqld/mysqld.sock');
  expect(target('/run/redis/redis-server.sock', 0)).toBe('redis /run/redis/redis-server.sock');
  expect(target('/tmp/app.sock', 0)).toBe('/tmp/app.sock');
});

test('a library knows its service on any port', () => {
  expect(targetOfService('redis', 'localhost', 16379)).toBe('redis localhost:16379');
  expect(targetOfService('mysql', '/run/mysqld/mysqld.sock', undefined)).toBe(
    'mysql /run/mysqld/mysqld.sock',
  );
  expect(targetOfService('mongodb', undefined, undefined)).toBe('mongodb');
});
