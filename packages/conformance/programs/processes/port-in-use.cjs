// Cannot listen, and handles that without a word, as Express 5 hands it to the callback of `listen`.
const server = require('node:http').createServer();
server.on('error', () => {});
server.listen(Number(process.argv[2]), '127.0.0.1');
