// Four workers of an Express app that share a port; each answers with its process's number.
const cluster = require('node:cluster');
const { once } = require('node:events');

const workers = 4;

if (cluster.isPrimary) {
  let listening = 0;
  for (let i = 0; i < workers; i++) cluster.fork();
  cluster.on('listening', (_worker, { port }) => {
    if (++listening === workers) console.log(`PORT ${port}`);
  });
  // The parent has the other end, so this ends with the parent.
  process.stdin.on('end', () => process.exit(1)).resume();
  process.on('SIGTERM', async () => {
    const all = Object.values(cluster.workers);
    const ended = all.map((worker) => once(worker.process, 'exit'));
    for (const worker of all) worker.kill();
    // They may write when they end, so this one ends last.
    await Promise.all(ended);
    process.exit();
  });
} else {
  const express = require('express5');
  const { profiler } = require('@routeprof/express');
  const app = express();
  app.use(
    profiler({ discardFirst: false, flushInterval: 1_000, ...JSON.parse(process.env.OPTIONS ?? '{}') }),
  );
  app.get('/who', (_request, response) => void response.send(String(process.pid)));
  app.listen(0, '127.0.0.1');
}
