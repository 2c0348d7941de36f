import { expect, test } from 'vitest';
import { HeardRequests } from '../../src/process/heard-requests.ts';
import type {
  BlockableRequest,
  BlockedRequest,
  EndedBlock,
  EndedRequest,
} from '../../src/record/watched-requests.ts';
import { createScope } from '../../src/sample/scope.ts';

function requestOf(path: string, beganMicros: number) {
  const scope = createScope(0);
  const route = { method: 'GET', route: path };
  const blocks: EndedBlock[] = [];
  const open: BlockableRequest = { scope, beganMicros, waitFor: (block) => void blocks.push(block) };
  const over = (endMicros: number): EndedRequest => ({ ...open, route, isTraced: false, endMicros });
  return { open, over, blocks };
}

test('tells a block of those that came since, of ended ones by their routes', () => {
  const heard = new HeardRequests();
  const [early, ended, open] = [requestOf('/early', 100), requestOf('/ended', 200), requestOf('/open', 300)];
  heard.begin(early.open);
  heard.end(ended.over(250), heard.begin(ended.open));
  heard.begin(open.open);
  const added: BlockedRequest[] = [];
  const block: EndedBlock = { add: (request) => void added.push(request) };
  heard.waitFor(block, 200);
  expect(added).toMatchObject([{ beganMicros: 200, route: { route: '/ended' } }]);
  expect([early, ended, open].map(({ blocks }) => blocks.length)).toEqual([0, 0, 1]);
});

test('forgets those that came and ended before, and says then that an open one has ended', () => {
  const heard = new HeardRequests();
  const [first, second] = [requestOf('/first', 100), requestOf('/second', 200)];
  const number = heard.begin(first.open);
  heard.end(second.over(400), heard.begin(second.open));
  heard.forgetBefore(300);
  const added: BlockedRequest[] = [];
  const block: EndedBlock = { add: (request) => void added.push(request) };
  heard.waitFor(block, 0);
  expect(added.map(({ beganMicros }) => beganMicros)).toEqual([200]);
  heard.end(first.over(500), number);
  heard.waitFor(block, 0);
  expect(added.map(({ beganMicros }) => beganMicros)).toEqual([200, 200, 100]);
});

test('hears no more than it can keep, and goes on when some are forgotten', () => {
  const heard = new HeardRequests();
  const begin = (at: number): number => heard.begin(requestOf('/', at).open);
  let last = 0;
  let count = 0;
  for (; (last = begin(count)) >= 0; count++) expect(last).toBe(count);
  heard.end(requestOf('/', count).over(count + 1), last);
  heard.forgetBefore(10);
  for (let i = 0; i < 10; i++) expect(begin(count + i)).toBe(count + i);
  expect(begin(0)).toBe(-1);
});
