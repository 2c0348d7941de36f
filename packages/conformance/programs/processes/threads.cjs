// A worker thread with its own server, which the profiler must not disturb.
const { isMainThread, parentPort, Worker } = require('node:worker_threads');
const { createServer, get } = require('node:http');

if (isMainThread) {
  new Worker(__filename).once('message', (answer) => console.log(answer));
} else {
  const server = createServer((_request, response) => response.end('from a thread'));
  server.listen(0, '127.0.0.1', () => {
    get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => {
      response.on('data', (data) => parentPort.postMessage(String(data)));
      response.on('end', () => server.close());
    });
  });
}
