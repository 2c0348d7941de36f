// Handles a signal by ending with its own exit code.
const { createServer } = require('node:http');

for (const [i, signal] of ['SIGTERM', 'SIGINT', 'SIGHUP'].entries()) {
  process.on(signal, () => {
    console.log(`handled ${signal}`);
    process.exit(7 + i);
  });
}
const server = createServer((_request, response) => response.end('well'));
server.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
