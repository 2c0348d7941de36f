import { exportFormats } from '@routeprof/core/tools';
import { settingsHelp } from './settings-options.ts';

const judging = `  --fail-on      a budget that must pass, such as 'route GET /search p95 > 200ms'; several times for several
  --budgets      a file of budgets, one a line; routeprof.config in this folder if left out
  --format       text, markdown or json
  --token        of the report, where it needs one; sent to the first address only, another can have ?token= in it`;

const exits = `Ends with 0 when all budgets pass, 1 when one fails, 2 when one was not measured or something was wrong.
`;

const commands: Readonly<Record<string, string>> = {
  run: `routeprof run [options] SERVER.js [arguments]
routeprof run [options] npm start

Runs a program with every HTTP server in it profiled, and no change to its code; HTTP/2 is not profiled. The report is
at /__profile__/ on the server's own port. What comes after the program's name is the program's.

Options, each also a variable (--max-routes 50 is ROUTEPROF_MAX_ROUTES=50):
${settingsHelp()}
`,
  top: `routeprof top URL|FILE [--token TOKEN]

Routes and their functions, live in the terminal, as text where there is none. A running app is asked every two seconds.

  routeprof top http://localhost:3000
  routeprof top profile.pb.gz

Keys: arrows choose, Enter opens a route's functions, f all functions, Esc goes back, s sorts, / filters,
o opens the page in the browser, q quits.
`,
  open: `routeprof open FILE [--port PORT] [--browser]

The report's page for a profile from a file, on a port of this machine, until Ctrl-C. The file is a pprof profile
(of routeprof, Go or others) or a .cpuprofile (of Chrome, VS Code or node --cpu-prof), packed with gzip or not.

  routeprof open profile.pb.gz
  routeprof open --browser CPU.20260301.cpuprofile

  --port     a port; any free one if left out
  --browser  opens the page in the browser
`,
  convert: `routeprof convert IN OUT [--format FORMAT] [--route ROUTE] [--filter TEXT] [--measure NAME]

Reads pprof, .cpuprofile and .heapprofile; writes pprof, .cpuprofile, speedscope, callgrind and folded stacks.
- is the standard input or output. OUT is overwritten.

  routeprof convert profile.pb.gz profile.cpuprofile
  routeprof convert profile.pb.gz callgrind.out.shop
  routeprof convert --route 'GET /search' --format folded profile.pb.gz - | flamegraph.pl > search.svg

  --format   ${exportFormats.map(({ name }) => name).join(', ')}; by the ending of OUT if left out:
             ${exportFormats.map(({ extension }) => `.${extension}`).join(', ')}
  --route    only this route, as the report names it; (background) and (profiler) too
  --filter   only stacks with a function like this, or like this /regular expression/
  --measure  of what the profile counts: inuse_space, delay; pprof has all of it anyway
`,
  diff: `routeprof diff BASE HEAD [options]

What became slower or faster from BASE to HEAD, per request, and whether that is more than noise. Each is a pprof file
of routeprof, or the address of a running app.

  routeprof diff before.pb.gz after.pb.gz
  routeprof diff --fail-on 'cpu/request > +10%' main.pb.gz http://localhost:3000
  routeprof diff --format markdown before.pb.gz after.pb.gz > comment.md

${judging}

${exits}`,
  check: `routeprof check URL --load REQUEST [options]

Sends a bounded load to a started app on this machine, then holds its profile against budgets: one line in CI. What was
measured before is cleared.

  routeprof check http://localhost:3000 --load '/search?q=tea' --fail-on 'p95 > 200ms'
  routeprof check http://localhost:3000 --load '/orders/{1..100}' --load 'POST /orders {"item": 1}' --output main.pb.gz
  routeprof check http://localhost:3000 --load /orders --base main.pb.gz --fail-on 'cpu/request > +10%'

  --load         [METHOD] /path [body]; several take turns; {1..100} in a path counts
  --duration     how long, at most: 10s
  --requests     how many, at most: no limit
  --connections  how many at once: 10
  --warmup       how long before measuring: 2s
  --allow-status statuses from 400 on that the load is meant to get, such as 401,404
  --base         a profile to compare with, a file or an address
  --output       saves the profile as pprof, such as for the next comparison
${judging}

It is an error when more than 1 % of the requests get a status from 400 on or no answer, or are not in the profile.
${exits}`,
};

const overview = `routeprof: CPU profiles by route for any Node HTTP server

  routeprof run server.js          profile a server; the report is at /__profile__/
  routeprof top URL|FILE           routes and their functions, live in the terminal
  routeprof open FILE              the report's page for a profile that was saved
  routeprof convert IN OUT         between pprof, .cpuprofile, speedscope, callgrind and folded stacks
  routeprof diff BASE HEAD         what became slower, and whether it is noise
  routeprof check URL --load PATH  a bounded load, then budgets: one line in CI

  routeprof COMMAND --help         more about one of them
  node --require routeprof/register server.js
                                   the same as run, when you start node yourself
`;

/** What a command does, or all of them. */
export function help(command: string | undefined): string {
  return (command === undefined ? undefined : commands[command]) ?? overview;
}
