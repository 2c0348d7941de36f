import { fileURLToPath } from 'node:url';
import { conformance } from '@routeprof/conformance';

conformance({
  title: 'A framework of our own',
  server: fileURLToPath(new URL('server.mjs', import.meta.url)),
  patterns: true,
  wrongMethod: 404,
  automaticOptions: 404,
});
