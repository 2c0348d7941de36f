import { expect, test } from 'vitest';
import { jsonSteps, renderJson } from '../../src/render/json.ts';
import { routeRow, shopModel } from './fixture.ts';

const rows = 2_000;
const numbers = 30_000;

function largeModel() {
  const routes = Array.from({ length: rows }, (_, i) => routeRow('GET', `/\u202e${i}`, i, 1));
  const list = Array.from({ length: numbers }, (_, i) => i / 7);
  return { ...shopModel({}, { routes }), deep: { list, rows: [{ routes }] }, 'name\u202e': routes };
}

test('a large report is written in many steps, as one that is written at once', () => {
  const steps = jsonSteps(largeModel());
  let count = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      expect(step.value).toBe(renderJson(largeModel()));
      break;
    }
    count++;
  }
  // Each row of the three lists, and each 5,000 numbers.
  expect(count).toBeGreaterThanOrEqual(3 * rows + numbers / 5_000);
});

test('is the same data, with nothing that acts on a terminal', () => {
  const json = renderJson(largeModel());
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(largeModel())));
  expect(json).not.toContain('\u202e');
});

test('names with commas are not taken for several', () => {
  const one = { ...shopModel(), more: [{ 'a,b': 1 }, { a: 1, b: 2 }] };
  expect((JSON.parse(renderJson(one)) as typeof one).more).toEqual(one.more);
});
