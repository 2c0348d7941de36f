import { marked, mountProfiler, writeReport } from '@routeprof/core/node';

/** An adapter for the framework in `framework.mjs`. */
export function profiler(options) {
  const mount = mountProfiler(options, { pattern: (request) => request.pattern });
  return marked({
    'routeprof:own'(request, response, next) {
      const app = marked({ 'routeprof:app': () => next() });
      const goOn = () => mount.run(request, response, request.originalUrl, request, app);
      mount.answer(request, request.url, request, (answer) => writeReport(response, answer), goOn);
    },
  });
}
