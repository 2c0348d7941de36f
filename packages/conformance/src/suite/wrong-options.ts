import { expect, test } from 'vitest';
import { startInVain } from '../client/server-process.ts';
import type { Target } from '../target.ts';

/** Wrong options, the option name that the message must contain, and other parts that it must contain. */
const wrong: readonly [options: Readonly<Record<string, unknown>>, name: string, ...parts: string[]][] = [
  [{ path: 'profile' }, 'path', '"profile"', '/__profile__'],
  [{ path: '/a b' }, 'path', '"/a b"'],
  [{ enabled: 'yes' }, 'enabled', '"yes"', 'true', 'false'],
  [{ rate: 0 }, 'rate', '0', '1'],
  [{ rate: 'fast' }, 'rate', '"fast"'],
  [{ engine: 'turbo' }, 'engine', '"turbo"', 'async-context', 'inspector'],
  [{ discardFirst: 'each' }, 'discardFirst', '"each"', 'route'],
  [{ ignore: 'health' }, 'ignore', '"health"'],
  [{ ignore: 5 }, 'ignore', '5'],
  [{ route: 'name' }, 'route', '"name"', 'function'],
  [{ authorize: true }, 'authorize', 'true', 'function'],
  [{ token: 'short' }, 'token', '16'],
  [{ service: 5 }, 'service', '5'],
  [{ maxRoutes: -1 }, 'maxRoutes', '-1'],
  [{ maxNodes: 1.5 }, 'maxNodes', '1.5'],
  [{ maxMemory: '1 GB' }, 'maxMemory', '"1 GB"'],
  [{ dir: 5 }, 'dir', '5', 'folder'],
  [{ flushInterval: 10 }, 'flushInterval', '10', '1000'],
  [{ flushAtShutdown: 'no' }, 'flushAtShutdown', '"no"', 'true'],
  [{ maxDisk: '1 GB' }, 'maxDisk', '"1 GB"'],
  [{ retention: [] }, 'retention', '[]'],
  [{ onError: 'ignore' }, 'onError', '"ignore"', 'function'],
  [{ profiler: {} }, 'profiler'],
  [{ rat: 99 }, 'rat', 'rate'],
];

/** A wrong option is reported at start, where people look, and not at the first request. */
export function wrongOptions(target: Target): void {
  test('a server with a wrong option does not start', async () => {
    const { code, stdout, stderr } = await startInVain(target, {
      CONFORMANCE_SCENARIO: 'root',
      CONFORMANCE_OPTIONS: JSON.stringify({ rate: 0 }),
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/TypeError\]?: .*\brate\b.*\b0\b/);
  });

  test('the message names the option, what was given, and what is allowed', async () => {
    const { stdout, stderr } = await startInVain(target, {
      CONFORMANCE_WRONG: JSON.stringify(wrong.map(([options]) => options)),
    });
    expect(stdout, `it ended instead of throwing where it can be caught:\n${stderr}`).not.toBe('');
    const { messages } = JSON.parse(stdout) as { messages: (string | null)[] };
    for (const [i, [options, name, ...parts]] of wrong.entries()) {
      const message = messages[i];
      expect(message, JSON.stringify(options)).toMatch(
        new RegExp(`^TypeError: routeprof: [^\n]*\\b${name}\\b[^\n]*\\.$`),
      );
      for (const part of parts) expect(message).toContain(part);
      if (name === 'token') expect(message, 'a secret is not repeated').not.toContain('short');
    }
  });
}
