import { expect, test } from 'vitest';
import { siteId } from '../../src/presentation/names.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { traceOf, waitAt } from '../fixtures/traces.ts';
import { profileOf } from './ask.ts';

const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };

test('a place where requests wait has its source, by the name that its row shows', async () => {
  const table = createRouteTable(10);
  const builder = new WindowBuilder(1_000_000, source, table.entries, 100);
  // Only among the slowest, so its place is in no tree.
  const trace = traceOf([['wait', 5_000]], { waits: [waitAt(0)], isForced: true });
  builder.addTrace(table.named('GET', '/a').id, trace);
  const code = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const ask = profileOf([builder.snapshot(2_000_000)], async ({ file }) =>
    file === '/app/src/items.js' ? code : 'No.',
  );
  const { slowest } = await ask('');
  const { wait } = slowest[0]!.steps[0]!;
  expect(wait).toMatchObject({ name: 'loadItems', file: 'src/items.js', line: 14 });
  for (const view of ['source', 'pivot']) {
    const model = await ask(`view=${view}&function=${encodeURIComponent(siteId(wait!))}`);
    expect(model.pivot).toBeUndefined();
    if (view === 'source') expect(model.source).toMatchObject({ file: 'src/items.js', functionLine: 14 });
  }
  await expect(ask('view=source&function=loadItems+src/items.js:15:20')).rejects.toThrow('no function');
});
