import { expect, test } from 'vitest';
import { createRecorder } from '../../src/record/recorder.ts';
import type {
  BlockableRequest,
  BlockedRequest,
  EndedBlock,
  EndedRequest,
} from '../../src/record/watched-requests.ts';

/** A recorder whose requests hear of a block. */
function start() {
  const began: BlockableRequest[] = [];
  const over: EndedRequest[] = [];
  let ended: EndedBlock | undefined;
  const recorder = createRecorder({
    ...{ maxRoutes: 200, discardFirst: false },
    run: (_scope, fn, argument) => fn(argument as never),
    enter() {},
    leave() {},
    blocked: {
      begin: (request) => began.push(request),
      end(request, number) {
        over[number] = { ...request, endMicros: request.endMicros, route: request.route };
        return ended;
      },
    },
    onRequests() {},
    onBegin() {},
    afterRequest() {},
    onFailure(error) {
      throw error;
    },
  });
  const waited: BlockedRequest[] = [];
  return {
    ...{ recorder, began, over, waited, block: { add: (request: BlockedRequest) => waited.push(request) } },
    end(block: EndedBlock): void {
      ended = block;
    },
  };
}

test('a request that came in a block has waited for it, however long it then takes', () => {
  const { recorder, began, over, block, waited } = start();
  const recording = recorder.begin({ method: 'GET', url: '/orders/17' });
  expect(began).toHaveLength(1);
  began[0]?.waitFor(block);
  expect(waited).toEqual([]);
  recording.end({ route: '/orders/:id', status: 200 });
  const [one] = waited;
  expect(waited).toHaveLength(1);
  expect(one).toMatchObject({ isTraced: false, route: { method: 'GET', route: '/orders/:id' } });
  expect([one?.scope, one?.beganMicros]).toEqual([began[0]?.scope, began[0]?.beganMicros]);
  // It ends under the number that it was given.
  expect(over[1]?.route).toBe(one?.route);
  expect(over[1]?.endMicros).toBeGreaterThanOrEqual(one?.beganMicros ?? Number.POSITIVE_INFINITY);
});

test('so has one that ends right after a block', () => {
  const { recorder, block, waited, end } = start();
  const late = recorder.begin({ method: 'GET', url: '/late' });
  recorder.begin({ method: 'GET', url: '/before' }).end({ route: '/before', status: 200 });
  end(block);
  late.end({ route: '/late', status: 200 });
  expect(waited.map(({ route }) => route.route)).toEqual(['/late']);
});
