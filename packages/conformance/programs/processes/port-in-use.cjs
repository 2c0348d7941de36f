// Cannot listen, and prints nothing: Express 5, too, passes this error to the callback of `listen`.
const server = require('node:http').createServer();
server.on('error', () => {});
server.listen(Number(process.argv[2]), '127.0.0.1');
