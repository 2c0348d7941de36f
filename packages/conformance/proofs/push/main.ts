import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { createGoPprof } from '../../../core/test/export/go-pprof.ts';
import { flag } from '../flag.ts';
import { load, machine } from '../machine.ts';
import { startOtlpReceiver } from '../services/otlp.ts';
import { startPyroscopeApi } from '../services/pyroscope.ts';
import { openLoad } from '../trace-budget/raw-load.ts';

// Whether profile after profile is taken by Pyroscope's push API (the server of Connect's library) and by OTLP (the official
// schema), whether `go tool pprof` opens each, whether both have the same CPU time, and what else leaves the process:
// `npx --yes pnpm@12 prove:push`, or with other minutes: `prove:push --minutes=2`.
const minutes = Number(flag('minutes', '10'));
const perMinute = 6;
const nanosPerMilli = 1_000_000;

const pprof = await createGoPprof();
const pyroscope = await startPyroscopeApi();
const otlp = await startOtlpReceiver();
const options = {
  ...{ service: 'shop', version: '1.2.3', discardFirst: false },
  push: { pyroscope: `http://127.0.0.1:${pyroscope.port}`, otlp: `http://127.0.0.1:${otlp.port}` },
};
const app = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [JSON.stringify(options)], {
  execArgv: ['--no-warnings'],
});
try {
  const [port] = (await once(app, 'message')) as [number];
  const lines = await openLoad(port, 8);
  const sent = await lines.send(['/fast', '/heavy', '/wait'], 50, minutes * 60_000);
  lines.close();
  app.send('connections');
  const [made] = (await once(app, 'message')) as [readonly string[]];
  console.log(`${machine}, load ${load()}, ${minutes} minutes, ${sent} requests answered`);

  const profiles = pyroscope.pushes.flatMap(({ series }) => series.flatMap(({ samples }) => samples));
  const fewest = Math.floor(minutes * perMinute) - 1;
  say(profiles.length >= fewest, `Pyroscope: ${profiles.length} profiles, at least ${fewest} are due`);
  say(otlp.requests.length >= fewest, `OTLP: ${otlp.requests.length} requests`);
  say(pyroscope.others.length === 0, `Pyroscope: nothing but pushes ${pyroscope.others.join()}`);
  say(otlp.faults.length === 0, `OTLP: nothing that the schema does not know ${otlp.faults.join()}`);

  const names = new Set<string>();
  const nanosByStart = new Map<string, number>();
  for (const { rawProfile } of profiles) {
    await pprof.top([], rawProfile);
    const { sample, stringTable, timeNanos } = Profile.decode(gunzipSync(rawProfile));
    for (const { key } of sample.flatMap(({ label }) => label))
      names.add(stringTable.strings[Number(key)] ?? '');
    nanosByStart.set(
      String(timeNanos),
      sample.reduce((sum, { value }) => sum + Number(value[1]), 0),
    );
  }
  console.log(`ok   go tool pprof opens all ${profiles.length}`);
  const wrong = [...names].filter((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name));
  say(wrong.length === 0, `labels ${[...names].join(', ')} may be series`);

  let [both, unequal, allNanos] = [0, 0, 0];
  for (const { request } of otlp.requests) {
    const [, cpu] = request.resourceProfiles.flatMap(({ scopeProfiles }) =>
      scopeProfiles.flatMap((scope) => scope.profiles),
    );
    const nanos = (cpu?.samples ?? []).reduce((sum, { values }) => sum + Number(values[0]), 0);
    const other = nanosByStart.get(cpu?.timeUnixNano ?? '');
    if (other === undefined) continue;
    both++;
    allNanos += nanos;
    if (nanos !== other) unequal++;
  }
  say(
    both >= fewest && unequal === 0,
    `${both} windows have the same CPU time in both, ${Math.round(allNanos / nanosPerMilli)} ms in all (${unequal} do not)`,
  );
  const known = [pyroscope.port, otlp.port].map((each) => `127.0.0.1:${each}`);
  const isAll = made.length === known.length && known.every((address) => made.includes(address));
  say(isAll, `by TCP the process has connected to ${made.join(', ')}, and to nothing else`);
} finally {
  app.kill('SIGKILL');
  await pyroscope.stop();
  await otlp.stop();
  await pprof.remove();
}

function say(isRight: boolean, text: string): void {
  console.log(`${isRight ? 'ok  ' : 'MISS'} ${text}`);
  if (!isRight) process.exitCode = 1;
}
