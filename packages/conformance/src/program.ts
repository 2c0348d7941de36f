import type { AddressInfo } from 'node:net';
import { descriptionOf, type LoadModule } from './frameworks/table.ts';

/** An ordinary app without a profiler in its code. It prints its port, and `/quit` ends it with code 3. */
export async function runProgram(name: string, loadModule: LoadModule): Promise<void> {
  const { listen } = await descriptionOf(name, loadModule);
  const { server } = await listen(
    {
      routes: [
        {
          method: 'GET',
          pattern: '/hello/:name',
          handle: ({ params }) => ({ text: `hello ${params.name}` }),
        },
        {
          method: 'GET',
          pattern: '/fail',
          handle() {
            throw new Error('failed as it should');
          },
        },
        {
          method: 'GET',
          pattern: '/quit',
          handle() {
            process.exitCode = 3;
            server.close();
            return { text: 'bye' };
          },
        },
      ],
      routers: {
        '/shop/:city': {
          routes: [
            {
              method: 'GET',
              pattern: '/orders/:id',
              handle: ({ params }) => ({ json: { order: params.id } }),
            },
          ],
        },
      },
    },
    0,
  );
  console.log(`PORT ${(server.address() as AddressInfo).port}`);
}
