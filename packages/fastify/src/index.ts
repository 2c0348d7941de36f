import { type ReportResponse, relativeTo } from '@routeprof/core';
import {
  type AdapterOptions,
  marked,
  mountProfiler,
  type NodeMount,
  warnMisused,
} from '@routeprof/core/node';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';

/**
 * Profiles a Fastify 4 or 5 app and serves the report at `/__profile__`. Register it, awaited, before every route.
 *
 * @throws TypeError for wrong options: the message names the option and what is allowed.
 *
 * @example
 * import Fastify from 'fastify';
 * import { profilerPlugin } from '@routeprof/fastify';
 *
 * const app = Fastify();
 * await app.register(profilerPlugin);
 */
export const profilerPlugin: FastifyPluginCallback<AdapterOptions<FastifyRequest>> = plugin(
  (instance, given: AdapterOptions<FastifyRequest> & { prefix?: string }, done) => {
    if (typeof done !== 'function') {
      throw new TypeError(
        'routeprof: profilerPlugin is the plugin. Write app.register(profilerPlugin, options), without parentheses after profilerPlugin.',
      );
    }
    // As a hook or as another framework's middleware it gets a request: that comes first.
    if (typeof instance.addHook !== 'function') {
      warnMisused(
        'profilerPlugin was not registered. Write await app.register(profilerPlugin), before every route.',
      );
      done();
      return;
    }
    const { prefix: _prefix, ...options } = given;
    let mount: NodeMount<FastifyRequest>;
    try {
      mount = mountProfiler<FastifyRequest>(options, { pattern: patternOf });
    } catch (error) {
      // Thrown here, it would end the process: `await app.register()` could not catch it.
      done(error as Error);
      return;
    }
    const { prefix } = instance;

    const onRequest = marked({
      'routeprof:own'(request: FastifyRequest, reply: FastifyReply, next: () => void): void {
        const url = relativeTo(request.url, prefix);
        if (mount.owns(request.raw, url)) answer(request, reply, url, next);
        else goOn(request, reply, next);
      },
    });
    const goOn = (request: FastifyRequest, reply: FastifyReply, next: () => void): void =>
      mount.run(request.raw, reply.raw, originalUrlOf(request.raw), request, next);
    const answer = (request: FastifyRequest, reply: FastifyReply, url: string, next: () => void): void => {
      const write = ({ status, headers, body }: ReportResponse) =>
        void reply.code(status).headers(headers).send(body);
      mount.answer(request.raw, url, request, write, () => goOn(request, reply, next));
    };
    instance.addHook('onRequest', onRequest);

    instance.addHook('onClose', () => mount.close());

    // Within a prefix, Fastify runs hooks only for known URLs, so these routes make the report's URLs known.
    if (prefix !== '' && mount.path !== '') {
      for (const url of [mount.path, `${mount.path}/*`]) {
        instance.route({ method: ['GET', 'POST'], url, handler: notForThisClient });
      }
    }
    done();
  },
  { name: '@routeprof/fastify', fastify: '4.x || 5.x' },
);

async function notForThisClient(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.callNotFound();
}

/** As Fastify's own getter gives it, which also keeps it in each request. */
function originalUrlOf({ originalUrl, url = '/' }: FastifyRequest['raw'] & { originalUrl?: string }): string {
  return originalUrl || url;
}

function patternOf(request: FastifyRequest): string | undefined {
  return request.routeOptions.url;
}
