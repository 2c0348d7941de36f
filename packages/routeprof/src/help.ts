import { exportFormats } from '@routeprof/core/tools';
import { settingsHelp } from './settings-options.ts';

const judging = `  --fail-on      a budget, such as 'route GET /search p95 > 200ms'; can be given several times
  --budgets      a file of budgets, one on each line; by default routeprof.config in this folder, if there is one
  --format       text, markdown or json
  --token        the report's token; sent to the first address only, a second one can have ?token= in it`;

const exits = `The exit code is 0 when all budgets pass, 1 when one fails, 2 when one was not measured or something went wrong.
`;

const commands: Readonly<Record<string, string>> = {
  run: `routeprof run [options] SERVER.js [arguments]
routeprof run [options] npm start

Runs a program and profiles every HTTP server in it, with no change to its code. HTTP/2 is not profiled. The report is
at /__profile__/ on the server's own port. Arguments after the program's name go to the program.

Options, each also a variable (--max-routes 50 is ROUTEPROF_MAX_ROUTES=50):
${settingsHelp()}

On Node 22, --async-context-frame starts Node with --experimental-async-context-frame: to follow requests through each
await then costs much less. Node 24 does so by itself. Do not use it where the program starts another Node.
`,
  top: `routeprof top URL|FILE [--token TOKEN]

Shows routes and their functions, live in the terminal; without a terminal, prints them once as text. Asks a running app
every two seconds.

  routeprof top http://localhost:3000
  routeprof top profile.pb.gz

Keys: arrows choose, Enter shows a route's functions, f shows all functions, Esc goes back, s sorts, / filters,
o opens the page in the browser, q quits.
`,
  open: `routeprof open FILE|FOLDER|REDIS [--port PORT] [--browser] [--prefix PREFIX]

Serves the report's page on a port of this machine, until Ctrl-C: for a profile from a file, for the folder that the
option dir names, or for what apps keep in Redis or Valkey. None of them needs the app. The file is a pprof profile (of
routeprof, Go or others), a .cpuprofile (of Chrome, VS Code or node --cpu-prof) or a .heapprofile, with gzip or without.

  routeprof open profile.pb.gz
  routeprof open /var/lib/my-app/profiles
  routeprof open redis://user:password@redis.example:6379/0
  routeprof open --browser CPU.20260301.cpuprofile

The address of a Redis begins with redis, rediss (for TLS), valkey, valkeys or unix; that of any server of a cluster is
enough. It is read with the first of redis, ioredis and iovalkey that this folder's node_modules has.

  --port     a port; any free one by default
  --browser  opens the page in the browser
  --prefix   what the keys in Redis begin with, as redisStore was told; routeprof: by default
`,
  convert: `routeprof convert IN OUT [--format FORMAT] [--route ROUTE] [--filter TEXT] [--measure NAME]

Reads pprof, .cpuprofile and .heapprofile; writes pprof, .cpuprofile, speedscope, callgrind and folded stacks.
- means standard input or output. OUT is overwritten.

  routeprof convert profile.pb.gz profile.cpuprofile
  routeprof convert profile.pb.gz callgrind.out.shop
  routeprof convert --route 'GET /search' --format folded profile.pb.gz - | flamegraph.pl > search.svg

  --format   ${exportFormats.map(({ name }) => name).join(', ')}; by default chosen by the ending of OUT:
             ${exportFormats.map(({ extension }) => `.${extension}`).join(', ')}
  --route    only this route, as the report names it; (background) and (profiler) too
  --filter   only stacks with a function that contains this text, or matches this /regular expression/
  --measure  which measure of the profile, such as inuse_space or delay; pprof always has all of them
`,
  diff: `routeprof diff BASE HEAD [options]

Shows what became slower or faster from BASE to HEAD, per request, and whether that is more than noise. Each is a pprof
file of routeprof, or the address of a running app.

  routeprof diff before.pb.gz after.pb.gz
  routeprof diff --fail-on 'cpu/request > +10%' main.pb.gz http://localhost:3000
  routeprof diff --format markdown before.pb.gz after.pb.gz > comment.md

${judging}

${exits}`,
  check: `routeprof check URL --load REQUEST [options]

Clears the profile of a running app on this machine, sends a bounded load, then judges the profile by budgets: one line
in CI.

  routeprof check http://localhost:3000 --load '/search?q=tea' --fail-on 'p95 > 200ms'
  routeprof check http://localhost:3000 --load /orders --fail-on 'waits(postgres)/request > 3'
  routeprof check http://localhost:3000 --load '/orders/{1..100}' --load 'POST /orders {"item": 1}' --output main.pb.gz
  routeprof check http://localhost:3000 --load /orders --base main.pb.gz --fail-on 'cpu/request > +10%'

  --load         [METHOD] /path [body]; several take turns; {1..100} in a path counts up
  --duration     how long at most; 10s by default
  --requests     how many requests at most; no limit by default
  --connections  how many requests at once; 10 by default
  --warmup       how long to send load before measuring; 2s by default
  --allow-status statuses of 400 or more that the load is meant to get, such as 401,404
  --base         a profile to compare with, a file or an address
  --output       saves the profile as pprof, for example for the next comparison
${judging}

It is an error when more than 1 % of the requests get a status of 400 or more or no answer, or are not in the profile.
${exits}`,
};

const overview = `routeprof: CPU profiles by route for any Node HTTP server

  routeprof run server.js          profile a server; the report is at /__profile__/
  routeprof top URL|FILE           routes and their functions, live in the terminal
  routeprof open FILE|FOLDER|REDIS the report's page for a saved profile, or what apps keep in a folder or in Redis
  routeprof convert IN OUT         to pprof, .cpuprofile, speedscope, callgrind or folded stacks
  routeprof diff BASE HEAD         what became slower, and whether it is noise
  routeprof check URL --load PATH  a bounded load, then budgets: one line in CI

  routeprof COMMAND --help         more about one command
  node --require routeprof/register server.js
                                   the same as run, when you start node yourself
`;

/** What a command does, or all of them. */
export function help(command: string | undefined): string {
  return (command === undefined ? undefined : commands[command]) ?? overview;
}
