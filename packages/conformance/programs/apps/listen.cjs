/** Starts a program's server and prints its port; `/quit` closes it, and the program ends with its own exit code. */
exports.listen = (server) => {
  server.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
};
exports.quit = (server) => {
  process.exitCode = 3;
  server.close();
};
