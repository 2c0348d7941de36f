import { expect, test } from 'vitest';
import { createRecorder } from '../../src/record/recorder.ts';
import type { BlockableRequest, BlockedRequest, EndedBlock } from '../../src/record/watched-requests.ts';

/** A recorder whose requests hear of a block. */
function start() {
  const began: BlockableRequest[] = [];
  let ended: EndedBlock | undefined;
  const recorder = createRecorder({
    ...{ maxRoutes: 200, discardFirst: false },
    run: (_scope, fn, argument) => fn(argument as never),
    enter() {},
    leave() {},
    blocked: { begin: (request) => began.push(request), end: () => ended },
    onRequests() {},
    onBegin() {},
    afterRequest() {},
    onFailure(error) {
      throw error;
    },
  });
  const waited: BlockedRequest[] = [];
  return {
    ...{ recorder, began, waited, block: { add: (request: BlockedRequest) => waited.push(request) } },
    end(block: EndedBlock): void {
      ended = block;
    },
  };
}

test('a request that came in a block has waited for it, however long it then takes', () => {
  const { recorder, began, block, waited } = start();
  const recording = recorder.begin({ method: 'GET', url: '/orders/17' });
  expect(began).toHaveLength(1);
  began[0]?.waitFor(block);
  expect(waited).toEqual([]);
  expect(began[0]?.endMicros).toBe(0);
  recording.end({ route: '/orders/:id', status: 200 });
  const [one] = waited;
  expect(waited).toHaveLength(1);
  expect(one).toMatchObject({ isTraced: false, route: { method: 'GET', route: '/orders/:id' } });
  expect(began[0]?.endMicros).toBeGreaterThanOrEqual(one?.beganMicros ?? 0);
  expect([one?.scope, one?.beganMicros]).toEqual([began[0]?.scope, began[0]?.beganMicros]);
});

test('so has one that ends right after a block, and one that has ended before it is told', () => {
  const { recorder, began, block, waited, end } = start();
  const late = recorder.begin({ method: 'GET', url: '/late' });
  recorder.begin({ method: 'GET', url: '/told' }).end({ route: '/told', status: 200 });
  began[1]?.waitFor(block);
  end(block);
  late.end({ route: '/late', status: 200 });
  expect(waited.map(({ route }) => route.route)).toEqual(['/told', '/late']);
});
