import type { Session } from 'node:inspector';
import { performance } from '../clock.ts';
import { leaveOutIdle } from './busy-samples.ts';
import { createRestDivider, exactTimes } from './exact-times.ts';
import { type CpuProfile, createProfileReader } from './inspector-profile.ts';
import { libuvIdleMillis } from './loop-idle.ts';
import { sharesOf, timesOf } from './ring-times.ts';
import { ScopeRing, type TakenRing } from './scope-ring.ts';
import { ScopeTracker } from './scope-tracker.ts';
import { epochMicros, type SampleBatch, type SampleSource, type SourceOptions } from './source.ts';
import { Kind } from './stack-tree.ts';
import { createThreadCpuClock } from './thread-cpu.ts';

/** The inspector's own console, which Node's types leave out. */
interface Inspector {
  readonly Session: new () => Session;
  readonly console: { profile(title: string): void; profileEnd(title: string): void };
}

/**
 * Engine B: V8's sampler through the built-in inspector, and a ring of scope changes. No native code.
 *
 * Profiles are started and ended with `console.profile`, not with `Profiler.start`: several of them share one sampler,
 * so the next can start before the last one ends. That costs 0.3 ms per drain; with a second session it was 100 to
 * 400 ms in an app with 20,000 functions.
 */
export function createInspectorSource({ intervalMicros, onPressure }: SourceOptions): SampleSource {
  // Not imported: the other engine does without it, and it takes milliseconds to load.
  const inspector = process.getBuiltinModule('node:inspector') as unknown as Inspector;
  const ring = new ScopeRing(onPressure);
  const clock = createThreadCpuClock();
  const tracker = new ScopeTracker(ring, clock, intervalMicros);
  const readProfile = createProfileReader();
  let divideRest: ReturnType<typeof createRestDivider>;
  let session: Session | undefined;
  let finished: CpuProfile | undefined;
  let ending = '';
  let title = '';
  let count = 0;
  let lastMicros = 0;
  let lastCpuMicros = 0;
  /** Earlier samples of the running profile belong to the user before. */
  let userFromMicros = 0;
  const startNext = (): void => {
    title = `routeprof ${process.pid} ${++count}`;
    inspector.console.profile(title);
  };

  /** The profile keeps running: to end it and start another would be most of what a start costs. */
  const begin = (): void => {
    lastMicros = performance.now() * 1000;
    lastCpuMicros = clock.read();
    userFromMicros = lastMicros;
    ring.take(lastMicros, libuvIdleMillis() * 1000, lastCpuMicros);
    tracker.changeUser();
    divideRest = createRestDivider();
  };

  return {
    name: 'inspector',
    start() {
      session = new inspector.Session();
      session.connect();
      session.on('Profiler.consoleProfileFinished', ({ params }) => {
        if (params.title === ending) finished = params.profile as CpuProfile;
      });
      post(session, 'Profiler.enable');
      post(session, 'Profiler.setSamplingInterval', { interval: intervalMicros });
      // Takes 100 ms and more in an app with many functions, once; time counts from here on.
      startNext();
      tracker.start();
      begin();
    },
    run: (scope, fn, argument) => tracker.run(scope, fn, argument),
    enter: (scope) => tracker.enter(scope),
    current: () => tracker.current(),
    leave: (scope) => tracker.leave(scope),
    stepOut: () => tracker.stepOut(),
    drain() {
      if (session === undefined) throw new Error('the sampler is not running');
      // The ring before the profile: every scope that the next profile samples is then in the next ring too.
      const toMicros = performance.now() * 1000;
      const cpuMicros = clock.read();
      const taken = ring.take(toMicros, libuvIdleMillis() * 1000, cpuMicros);
      ending = title;
      // Start the next one first: with none running, V8 would restart its sampler and list every function.
      startNext();
      finished = undefined;
      const endedMicros = performance.now() * 1000;
      inspector.console.profileEnd(ending);
      const profile = finished as CpuProfile | undefined;
      // An app that calls console.profileEnd() ends ours: its samples are lost, its times are not.
      return () => batchOf(profile ?? noProfile, endedMicros, taken, toMicros, cpuMicros);
    },
    changeUser: begin,
    pause() {
      tracker.stop();
      inspector.console.profileEnd(title);
      title = '';
    },
    resume() {
      startNext();
      tracker.start();
      begin();
    },
    setInterval(micros) {
      if (session === undefined) return true;
      const wasRunning = title !== '';
      if (wasRunning) inspector.console.profileEnd(title);
      let isSet = true;
      try {
        post(session, 'Profiler.setSamplingInterval', { interval: micros });
        tracker.cpuReadingMicros = micros;
      } catch {
        // V8 refuses while the app has a profile of its own.
        isSet = false;
      }
      if (wasRunning) {
        startNext();
        begin();
      }
      return isSet;
    },
    stop() {
      if (session !== undefined) {
        tracker.stop();
        clock.close();
        if (title !== '') inspector.console.profileEnd(title);
        session.disconnect();
      }
      session = undefined;
    },
    hookCalls: () => tracker.calls,
  };

  function batchOf(
    profile: CpuProfile,
    endedMicros: number,
    taken: TakenRing,
    toMicros: number,
    cpuMicros: number,
  ): SampleBatch {
    const { stacks, node, kind, timeMicros } = readProfile(profile, endedMicros, userFromMicros);
    const isIdle = (sample: number) => kind[sample] === Kind.idle;
    const ringTimes = timesOf(taken, timeMicros, isIdle);
    const shares = sharesOf(
      taken,
      ringTimes,
      timeMicros,
      isIdle,
      (toMicros - lastMicros) / (timeMicros.length || 1),
    );
    const { entryOf, cpuPerWall } = ringTimes;
    const exact = exactTimes(taken, ringTimes, count);
    let [active, given] = [0, 0];
    for (const time of exact) {
      active += time.wallMicros;
      given += time.cpuMicros;
    }
    const scopeAt = (entry: number) => taken.scopes[entry];
    const busy = leaveOutIdle({
      node,
      kind,
      scope: Array.from(entryOf, scopeAt),
      timeMicros: timeMicros.map((micros) => micros + epochMicros),
      wallMicros: shares,
      cpuMicros: shares.map((share, i) => share * (cpuPerWall[entryOf[i] as number] ?? 1)),
    });
    const batch: SampleBatch = {
      ...busy,
      fromMicros: lastMicros + epochMicros,
      toMicros: toMicros + epochMicros,
      stacks,
      exact,
      ...divideRest(toMicros - lastMicros - active, cpuMicros - lastCpuMicros - given),
      lost: taken.lost,
    };
    lastMicros = toMicros;
    lastCpuMicros = cpuMicros;
    return batch;
  }
}

const noProfile: CpuProfile = { nodes: [], startTime: 0, endTime: 0 };

function post(session: Session, method: string, params?: object): void {
  let failure: Error | null = null;
  session.post(method, params, (error) => {
    failure = error;
  });
  if (failure) throw failure;
}
