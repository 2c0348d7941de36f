import { expect, test, vi } from 'vitest';
import { variableOf } from '../src/register/settings.ts';
import { flagOf } from '../src/settings-options.ts';
import { runMain } from './run-main.ts';

const commands = ['run', 'top', 'open', 'convert', 'diff', 'check'];

test('help covers all commands, or one with examples', async () => {
  const all = await runMain();
  expect(all.code).toBe(0);
  for (const command of commands) {
    expect(all.out).toContain(`routeprof ${command} `);
    const one = await runMain(command, '--help');
    expect(one).toEqual(await runMain('help', command));
    expect(one.code).toBe(0);
    expect(one.out.split(`routeprof ${command} `).length).toBeGreaterThan(2);
    expect(one.out.split('\n').filter((line) => line.length > 120)).toEqual([]);
  }
});

test('the version is the package’s', async () => {
  expect((await runMain('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('an unknown command', async () => {
  const { code, error } = await runMain('converrt');
  expect(code).toBe(2);
  expect(error).toBe(
    `routeprof: there is no command "converrt". Did you mean "convert"? The commands are: ${commands.join(', ')}; see routeprof --help.\n`,
  );
});

test.each(commands)('%s without arguments, or with a wrong option, gives a sentence', async (command) => {
  for (const words of [[], ['--nonsense']]) {
    const { code, out, error } = await runMain(command, ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/^routeprof: .*\.\n$/);
  }
});

test('an option of run that is wrong is named as it was given', async () => {
  expect((await runMain('run', '--rate', 'abc', 'server.js')).error).toBe(
    'routeprof: --rate is "abc". Allowed: a number.\n',
  );
  expect((await runMain('run', '--discard-first', 'never', 'server.js')).error).toBe(
    'routeprof: --discard-first is "never". Allowed: true, false or route.\n',
  );
});

test.each([
  ['rate', 'abc', '"abc". Allowed: a number.'],
  ['rate', '5.5', '5.5. Allowed: a whole number from 1 to 10000.'],
  ['flushInterval', '5', '5. Allowed: a whole number from 1000 to 600000.'],
  ['engine', 'async', '"async". Allowed: one of auto, async-context, inspector.'],
  ['ignore', 'health', '["health"]. Allowed: paths that start with a slash'],
  ['token', 'short', '(not shown). Allowed: a secret text'],
  ['port', '70000', '"70000". Allowed: a port from 0 to 65535'],
])('%s=%s is refused under the name that set it: the flag, or the variable', async (option, value, fault) => {
  const [flag, variable] = [`--${flagOf(option)}`, variableOf(option)];
  const flagged = await runMain('run', flag, value, 'server.js');
  expect(flagged.code).toBe(2);
  expect(flagged.error).toContain(`routeprof: ${flag} is ${fault}`);
  vi.stubEnv(variable, value);
  try {
    expect((await runMain('run', 'server.js')).error).toContain(`routeprof: ${variable} is ${fault}`);
    // A flag wins over its variable.
    expect(await runMain('run', flag, value, 'server.js')).toEqual(flagged);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a mistyped option gets a suggestion, an unrelated one does not', async () => {
  expect((await runMain('run', '--max-route', '5', 'server.js')).error).toMatch(
    /^routeprof: Unknown option '--max-route'\. .* Did you mean "--max-routes"\?\n$/,
  );
  expect((await runMain('run', '--nonsense', 'server.js')).error).not.toContain('Did you mean');
});

test('help of run says what each option takes and means', async () => {
  const { out } = await runMain('run', '--help');
  const lines = out.split('\n').filter((line) => line.startsWith('  --'));
  expect(lines).toHaveLength(20);
  for (const line of lines) expect(line).toMatch(/^ {2}--[a-z-]+ [A-Z]+ {2,}\S/);
  expect(out).toContain('On Node 22, --async-context-frame starts');
});
