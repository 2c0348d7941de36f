// Servers of every kind in one process, one of them with an `emit` that another tool has replaced.
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const { join } = require('node:path');

const [folder] = process.argv.slice(2);
// A key that both sides know, instead of a certificate.
const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => Buffer.alloc(16, 1) };
const answer = (request, response) => {
  request.resume();
  request.on('end', () => response.end(`${request.method} ${request.url}`));
};

const plain = http.createServer(answer);
plain.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nhello'));
plain.on('checkContinue', (request, response) => {
  if (request.url === '/never') response.writeHead(417).end();
  else {
    response.writeContinue();
    answer(request, response);
  }
});
const patched = http.createServer(answer);
const { emit } = patched;
let requests = 0;
patched.emit = function patchedEmit(event, ...rest) {
  if (event === 'request') rest[1].setHeader('x-requests', ++requests);
  return emit.call(this, event, ...rest);
};
const servers = {
  plain,
  patched,
  secure: https.createServer(tls, answer),
  http2: http2.createServer(answer),
};
for (const [name, server] of Object.entries(servers)) {
  server.listen(0, '127.0.0.1', () => console.log(`${name} ${server.address().port};`));
}
if (process.platform !== 'win32') {
  http.createServer(answer).listen(join(folder, 'socket'), () => console.log('socket listens'));
}
