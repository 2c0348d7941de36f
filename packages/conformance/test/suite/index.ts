import { describe } from 'vitest';
import { type Target, targets } from '../../src/targets.ts';
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

/** Everything that a target must do, over HTTP, against real server processes. */
export function conformance(name: string): void {
  const target = targetOf(name);
  describe(target.title, () => {
    const servers = useSharedServers(target);
    describe('answers with the same bytes', () => sameBytes(servers));
    describe('routes', () => routes(target, servers));
    describe('streams and uploads', () => streaming(servers));
    describe('connections', () => connections(servers));
    describe('attribution', () => attribution(servers));
    describe('isolation', () => isolation(target, servers));
    describe('mounts', () => mounts(target, servers));
    describe('guard', () => guard(target, servers));
    describe('controls', () => controls(servers));
    describe('options', () => options(target, servers));
    describe('wrong options', () => wrongOptions(target));
    describe('report', () => reportAnswers(servers));
    if (target.older) return;
    describe('life cycle', () => lifecycle(target));
    describe('profiles of the next seconds', () => captures(target, servers));
  });
}

/** What holds as well when nothing in the app knows of the profiler. */
export function conformanceFromOutside(name: string): void {
  const target: Target = { ...targetOf(name), outside: true };
  describe(`${target.title}, from outside`, () => {
    const servers = useSharedServers(target);
    describe('answers with the same bytes', () => sameBytes(servers));
    describe('routes', () => routes(target, servers));
    describe('streams and uploads', () => streaming(servers));
    describe('connections', () => connections(servers));
    describe('attribution', () => attribution(servers));
    describe('isolation', () => isolation(target, servers));
    describe('guard', () => guard(target, servers));
    describe('controls', () => controls(servers));
    describe('report', () => reportAnswers(servers));
    if (target.older) return;
    describe('life cycle', () => lifecycle(target));
    describe('profiles of the next seconds', () => captures(target, servers));
  });
}

function targetOf(name: string): Target {
  const target = targets.find((known) => known.name === name);
  if (target === undefined) throw new Error(`No such target: ${name}`);
  return target;
}
