// Servers in child processes: one forked, one spawned by its name.
const { fork, spawn } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');

const server = join(__dirname, 'handles-signals.cjs');
const children = [fork(server, { silent: true }), spawn('node', [server])];
for (const [i, child] of children.entries()) {
  child.stdout.on('data', (text) => {
    const port = /PORT (\d+)/.exec(text)?.[1];
    if (port) console.log(`${i === 0 ? 'FORKED' : 'SPAWNED'} ${port} of ${child.pid};`);
  });
  child.stderr.pipe(process.stderr);
}
process.on('SIGTERM', async () => {
  const ended = children.map((child) => once(child, 'exit'));
  for (const child of children) child.kill();
  // They may write when they end, so this one ends last.
  await Promise.all(ended);
  process.exit();
});
