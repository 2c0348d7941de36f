import { afterAll, beforeAll, expect, test } from 'vitest';
import { chosenNode } from '../../src/node-binaries.ts';
import { programFile, startProgram } from '../client/program.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { startTracedApp, type TracedApp } from './traced-app.ts';

const major = chosenNode();
const dir = folderOfFile();
let app: TracedApp | undefined;
beforeAll(async () => {
  if (major > 20) app = await startTracedApp({ sqlite: { port: 0 } }, [], dir);
});
afterAll(() => app?.stop());

const statement = (operation: string, site: string, perRequest: number) => ({
  kind: 'file',
  target: 'sqlite',
  operation,
  library: 'node:sqlite',
  site: `sqlite ${site}`,
  perRequest,
});

if (major === 26)
  test('its statements are named, and block', async () => {
    expect(await app?.visit('/sqlite/query')).toEqual([
      statement('select * from items where id = ? and name = ?', 'query', 1),
    ]);
    expect(await app?.visit('/sqlite/repeats')).toEqual([
      statement('select "name" from items where id = ?', 'repeats', 20),
    ]);
    await app?.visit('/sqlite/query');
    await app?.expectNoSecrets('select * from items where id = ? and name = ?');
  });
else if (major > 20)
  test('before Node 26 it reports nothing, so nothing is named', async () => {
    expect(await app?.visit('/sqlite/query', '/sqlite/repeats')).toEqual([]);
  });
else
  test('Node 20 does not have it', async () => {
    const program = startProgram(programFile('operations/sqlite.mjs'));
    expect(await program.exited()).not.toEqual({ code: 0, signal: null });
    expect(program.stderr()).toContain('node:sqlite');
  });
