// Has its own profiler, made before or after its server listens, with its own options.
import { createServer } from 'node:http';
import { profileListener } from '@routeprof/core/node';

const { OWN_OPTIONS: options = '{}', OWN_LATE: late } = process.env;
let profiled;
const profile = () => {
  profiled = profileListener((_request, response) => response.end('well'), JSON.parse(options));
};
const server = createServer((request, response) => {
  if (request.url === '/make') {
    profile();
    response.end('made');
  } else profiled(request, response);
});
if (!late) profile();
server.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
