import { describe } from 'vitest';
import type { Target } from '../target.ts';
import { attribution } from './attribution.ts';
import { captures } from './captures.ts';
import { connections } from './connections.ts';
import { controls } from './controls.ts';
import { guard } from './guard.ts';
import { isolation } from './isolation.ts';
import { lifecycle } from './lifecycle.ts';
import { mounts } from './mounts.ts';
import { options } from './options.ts';
import { reportAnswers } from './report-answers.ts';
import { routes } from './routes.ts';
import { sameBytes } from './same-bytes.ts';
import { useSharedServers } from './servers.ts';
import { streaming } from './streaming.ts';
import { wrongOptions } from './wrong-options.ts';

/**
 * Declares all tests that a target must pass, over HTTP, against real server processes. Call it in a Vitest test file.
 * For a target that `register` profiles, it leaves out tests that need the profiler in the app's code.
 */
export function conformance(target: Target): void {
  const isInside = target.register === undefined;
  describe(target.title, () => {
    const servers = useSharedServers(target);
    describe('answers with the same bytes', () => sameBytes(servers));
    describe('routes', () => routes(target, servers));
    describe('streams and uploads', () => streaming(servers));
    describe('connections', () => connections(servers));
    describe('attribution', () => attribution(servers));
    describe('isolation', () => isolation(target, servers));
    if (isInside) describe('mounts', () => mounts(target, servers));
    describe('guard', () => guard(target, servers));
    describe('controls', () => controls(servers));
    if (isInside) {
      describe('options', () => options(target, servers));
      describe('wrong options', () => wrongOptions(target));
    }
    describe('report', () => reportAnswers(servers));
    if (target.older) return;
    // Concurrent, because both mostly wait for processes and for time to pass.
    describe.concurrent('life cycle', () => lifecycle(target));
    describe.concurrent('profiles of the next seconds', () => captures(target, servers));
  });
}
