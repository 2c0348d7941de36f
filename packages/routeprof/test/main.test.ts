import { expect, test } from 'vitest';
import { runMain } from './run-main.ts';

const commands = ['run', 'top', 'open', 'convert', 'diff', 'check'];

test('help is about all commands, or about one, with examples', async () => {
  const all = await runMain();
  expect(all.code).toBe(0);
  for (const command of commands) {
    expect(all.out).toContain(`routeprof ${command} `);
    const one = await runMain(command, '--help');
    expect(one).toEqual(await runMain('help', command));
    expect(one.code).toBe(0);
    expect(one.out.split(`routeprof ${command} `).length).toBeGreaterThan(2);
    expect(one.out.split('\n').every((line) => line.length <= 120)).toBe(true);
  }
});

test('the version is the package’s', async () => {
  expect((await runMain('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a command that there is not', async () => {
  const { code, error } = await runMain('converrt');
  expect(code).toBe(2);
  expect(error).toBe(
    `routeprof: there is no command "converrt". There are: ${commands.join(', ')}; see routeprof --help.\n`,
  );
});

test.each(commands)('%s without words, or with a wrong option, is a sentence', async (command) => {
  for (const words of [[], ['--nonsense']]) {
    const { code, out, error } = await runMain(command, ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/^routeprof: .*\.\n$/);
  }
});
