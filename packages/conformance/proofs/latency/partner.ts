import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A slow server in a process of its own, which says when it has answered: the clock is that of the whole machine.
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const millis = Number(searchParams.get('millis'));
  const answer = (chunks: number): void => {
    // As long as the others, so that the last of several that arrive together is found.
    const done = String(Number(process.hrtime.bigint()) / 1000).padStart(20);
    if (chunks === 1) {
      response.end(done);
      return;
    }
    response.write(done);
    setTimeout(answer, millis, chunks - 1);
  };
  setTimeout(answer, millis, Number(searchParams.get('chunks')));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
