import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAllEvidence, writeEvidenceNow } from '../../../src/store/directory/evidence-files.ts';
import { folderProblems } from '../../../src/store/directory/folder-problems.ts';
import { isTemporaryName, newEvidenceName, temporaryName } from '../../../src/store/directory/names.ts';
import { type Evidence, readEvidence } from '../../../src/store/evidence.ts';
import { newDir, newYear } from './open-store.ts';

const evidence: Evidence = {
  ...{ service: 'shop', version: '1', instance: 'a1', pid: 7 },
  sinceMicros: newYear,
  untilMicros: newYear + 1_200_000,
  ended: false,
  againMicros: newYear + 2_400_000,
  open: 2,
  requests: [{ method: 'GET', route: '/orders/:id', requests: 2, sinceMicros: newYear }],
  stack: [{ name: 'checkMail', file: '/app/mail.js', line: 5, column: 1 }],
  line: 6,
};
const dayMillis = 86_400_000;

async function readAll(folder: string): Promise<Evidence[]> {
  return (await readAllEvidence(folder)).flatMap((text) => readEvidence(text) ?? []);
}

function write(folder: string, changes: Partial<Evidence> = {}, name?: string): string {
  const written = { ...evidence, ...changes };
  const file = name ?? newEvidenceName(written.sinceMicros);
  writeEvidenceNow(folder, file, written, dayMillis);
  return file;
}

describe('evidence of blocks in a folder', () => {
  test('is read as it was written, and replaced by what is known later', async () => {
    const folder = newDir();
    expect(await readAll(join(folder, 'not there'))).toEqual([]);
    const name = write(folder);
    expect(await readAll(folder)).toEqual([evidence]);
    const ended = { untilMicros: newYear + 3_000_000, ended: true, againMicros: 0 };
    write(folder, ended, name);
    expect(await readAll(folder)).toEqual([{ ...evidence, ...ended }]);
    expect(readdirSync(folder)).toEqual([name]);
    expect(folderProblems(folder, [name], 0, 0)).toEqual([]);
    expect(isTemporaryName(temporaryName(name))).toBe(true);
  });

  test('of many blocks the last are kept, and none for longer than windows', async () => {
    const folder = newDir();
    const old = write(folder, { sinceMicros: newYear - 2 * dayMillis * 1000 });
    expect(readdirSync(folder)).toEqual([old]);
    for (let i = 0; i < 60; i++) write(folder, { sinceMicros: newYear + i });
    const kept = await readAll(folder);
    expect(kept.map(({ sinceMicros }) => sinceMicros - newYear)).toEqual(
      Array.from({ length: 50 }, (_, i) => 10 + i),
    );
    expect(readdirSync(folder)).toHaveLength(50);
  });

  test('a clear hides what began before, and the next block removes it', async () => {
    const folder = newDir();
    write(folder);
    writeFileSync(join(folder, `cleared-${newYear + 5}`), '');
    expect(await readAll(folder)).toEqual([]);
    const next = write(folder, { sinceMicros: newYear + 9 });
    expect(readdirSync(folder).filter((name) => name.startsWith('block'))).toEqual([next]);
  });

  test('files are not trusted', async () => {
    const folder = newDir();
    const good = write(folder);
    const text = readFileSync(join(folder, good), 'utf8');
    const put = (content: string): void => {
      writeFileSync(join(folder, newEvidenceName(newYear + 1)), content);
    };
    for (const content of [
      '',
      '{',
      'null',
      '7',
      '[]',
      '{"format":2}',
      text.replace('"format":1', '"format":9'),
    ])
      put(content);
    put(text.replace(String(newYear), '-1'));
    put(text.replace('"requests":[', '"requests":7,"x":['));
    put(`${' '.repeat(300_000)}${text}`);
    mkdirSync(join(folder, newEvidenceName(newYear + 2)));
    symlinkSync('/etc/passwd', join(folder, newEvidenceName(newYear + 3)));
    expect(await readAll(folder)).toEqual([evidence]);
  });

  test('wrong values become harmless ones', async () => {
    const folder = newDir();
    const odd = {
      format: 1,
      sinceMicros: newYear,
      untilMicros: 1,
      pid: 'x',
      service: 'a'.repeat(9_999),
      ended: 'yes',
      requests: [null, { method: 7, requests: -3 }, ...Array.from({ length: 99 }, () => ({}))],
      stack: [7, { name: {}, line: 1.5 }],
    };
    writeFileSync(join(folder, newEvidenceName(newYear)), JSON.stringify(odd));
    const [read] = await readAll(folder);
    expect(read).toMatchObject({ pid: 0, untilMicros: newYear, ended: false, againMicros: 0, open: 0 });
    expect(read?.service).toHaveLength(1_000);
    expect(read?.requests).toHaveLength(20);
    expect(read?.requests[1]).toEqual({ method: '', route: '', requests: 0, sinceMicros: 0 });
    expect(read?.stack).toEqual(
      Array.from({ length: 2 }, () => ({ name: '', file: '', line: 0, column: 0 })),
    );
  });
});
