const { createServer } = require('node:http');
const { listen, quit } = require('./apps/listen.cjs');

const server = createServer((request, response) => {
  const [, first, second, , last] = request.url.split('/');
  if (first === 'hello') response.end(`hello ${second}`);
  else if (first === 'shop') response.end(JSON.stringify({ order: last }));
  else if (first === 'fail') response.writeHead(500).end('failed as it should');
  else if (first === 'quit') {
    response.end('bye');
    quit(server);
  } else response.writeHead(404).end('nothing here');
});
listen(server);
