// Two workers that share a port; each answers with its process's number.
const cluster = require('node:cluster');
const { createServer } = require('node:http');

if (cluster.isPrimary) {
  const ports = [];
  for (let i = 0; i < 2; i++) cluster.fork();
  cluster.on('listening', (_worker, { port }) => {
    ports.push(port);
    if (ports.length === 2) console.log(`PORT ${port}`);
  });
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
  });
} else {
  createServer((_request, response) => response.end(String(process.pid))).listen(0, '127.0.0.1');
}
