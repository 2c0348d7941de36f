import { flagOf, settingNames } from './settings-options.ts';

const commands: Readonly<Record<string, string>> = {
  run: `routeprof run [options] SERVER.js [arguments]
routeprof run [options] npm start

Runs a program with every HTTP server in it profiled, and no change to its code; HTTP/2 is not profiled. The report is
at /__profile__/ on the server's own port. What comes after the program's name is the program's.

Options, each also a variable (--max-routes 50 is ROUTEPROF_MAX_ROUTES=50):
${settingNames.map((name) => `  --${flagOf(name)}`).join('\n')}
  --port serves the report on a loopback port of its own, too; 0 takes any free one.
`,
};

const overview = `routeprof: CPU profiles by route for any Node HTTP server

  routeprof run server.js          profile a server; the report is at /__profile__/
  routeprof top URL|FILE           routes and their functions, live in the terminal
  routeprof open FILE              the report's page for a profile that was saved
  routeprof convert IN OUT         between pprof, .cpuprofile, speedscope, callgrind and folded stacks
  routeprof diff BASE HEAD         what became slower, and whether it is noise
  routeprof check URL --load PATH  a bounded load, then budgets: one line in CI

  routeprof COMMAND --help         more about one of them
  node --import routeprof/register server.js
                                   the same as run, when you start node yourself
`;

/** What a command does, or all of them. */
export function help(command: string | undefined): string {
  return (command === undefined ? undefined : commands[command]) ?? overview;
}
