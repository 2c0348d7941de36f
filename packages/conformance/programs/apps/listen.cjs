/** Where a program's server is, on its standard output; `/quit` ends it by itself, with a code of its own. */
exports.listen = (server) => {
  server.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
};
exports.quit = (server) => {
  process.exitCode = 3;
  server.close();
};
