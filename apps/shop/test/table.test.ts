import { expect, it } from 'vitest';
import { Table } from '../src/table.ts';

it('keeps its first rows and the newest when it is full', async () => {
  const table = new Table([{ id: 'a' }], 2);
  await table.put({ id: 'b' });
  await table.put({ id: 'c' });
  expect(await table.all()).toEqual([{ id: 'a' }, { id: 'c' }]);
  expect(await table.find('b')).toBeUndefined();
});

it('pages through the rows that are accepted', async () => {
  const table = new Table([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }], 10);
  expect(await table.page(1, 2)).toEqual([{ id: 'b' }, { id: 'c' }]);
  expect(await table.page(1, 2, ({ id }) => id !== 'b')).toEqual([{ id: 'c' }, { id: 'd' }]);
});
