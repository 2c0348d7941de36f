import { expect, test } from 'vitest';
import { followKoa } from '../../src/register/frameworks/koa.ts';

const exchangeKey = Symbol.for('routeprof.exchange');
type Remember = (exported: unknown) => void;

/** What is called with each module of the name of Koa. */
function follow(): Remember {
  const hooks: { koa?: Remember } = {};
  followKoa({ hooks } as never);
  return hooks.koa as Remember;
}

test('the context that an app makes for a request is found by it, and is the app’s own', () => {
  class Application {
    readonly name = 'shop';
    createContext(request: object, response: object) {
      return { originalUrl: '/a', app: this.name, request, response };
    }
  }
  follow()(Application);
  const notes: { koa?: unknown } = {};
  const [request, response] = [{ [exchangeKey]: notes }, {}];
  const context = new Application().createContext(request, response);
  expect(context).toEqual({ originalUrl: '/a', app: 'shop', request, response });
  expect(notes.koa).toBe(context);
  // A request that is not followed has no place for a note.
  const alone = {};
  expect(new Application().createContext(alone, response).request).toBe(alone);
});

test.each([undefined, null, {}, { prototype: {} }, { prototype: { createContext: 'mine' } }])(
  'another module of the name of Koa stays as it is: %o',
  (exported) => {
    const before = structuredClone(exported);
    expect(() => follow()(exported)).not.toThrow();
    expect(exported).toEqual(before);
  },
);
