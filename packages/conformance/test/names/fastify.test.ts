import { profilerPlugin } from '@routeprof/fastify';
import Fastify4 from 'fastify4';
import type { FastifyInstance } from 'fastify5';
import Fastify5 from 'fastify5';
import { describe, expect, test } from 'vitest';
import { useNaming } from './naming.ts';

const { profiler, expectNames } = useNaming();
const answer = async (): Promise<string> => 'well';

describe.each([
  ['Fastify 4', Fastify4 as unknown as typeof Fastify5],
  ['Fastify 5', Fastify5],
])('%s', (_title, Fastify) => {
  test('a URL in absolute form, and with two slashes', async () => {
    const app = Fastify();
    await app.register(profilerPlugin, { profiler });
    app.get('/api/users/:u', answer);
    app.get('*', answer);
    await app.ready();
    await expectNames((request, response) => app.routing(request, response), {
      'http://one.example/api/users/1': 'GET /api/users/:u',
      'http://two.example/else/17': 'GET /else/:id',
      '//else/17': 'GET /else/:id',
    });
    await app.close();
  });

  test('prefixes, one plugin in several places, and patterns that match everything', async () => {
    const app = Fastify();
    await app.register(profilerPlugin, { profiler });
    const users = async (instance: FastifyInstance): Promise<void> => {
      instance.get('/users/:u', answer);
      instance.get('/files/*', answer);
      instance.get('/', answer);
    };
    await app.register(users, { prefix: '/v1' });
    await app.register(users, { prefix: '/t/:tenant' });
    await app.register(users);
    app.get('/*', answer);
    await app.ready();
    await expectNames((request, response) => app.routing(request, response), {
      '/v1/users/1': 'GET /v1/users/:u',
      '/v1': 'GET /v1',
      '/t/17/users/1': 'GET /t/:tenant/users/:u',
      '/users/1': 'GET /users/:u',
      '/t/17/files/a/b': 'GET /t/:tenant/files/*',
      '/some/17/thing': 'GET /some/:id/thing',
      'POST /users/1': '(not found)',
    });
    await app.close();
  });

  test('a profiler in a plugin has its report and its names below the prefix, also with a parameter', async () => {
    const app = Fastify();
    await app.register(
      async (instance) => {
        await instance.register(profilerPlugin, { profiler });
        instance.get('/users/:u', answer);
      },
      { prefix: '/t/:tenant' },
    );
    await app.ready();
    await expectNames((request, response) => app.routing(request, response), {
      '/t/17/users/1': 'GET /t/:tenant/users/:u',
    });
    const report = await app.inject({ url: '/t/17/__profile__/?format=json', remoteAddress: '127.0.0.1' });
    expect(report.json()).toHaveProperty('routes');
    await app.close();
  });
});
