import koffi from 'koffi';

const clockThreadCpuTime = 3;
const libc = koffi.load('libc.so.6');
koffi.struct('routeprof_timespec', { sec: 'int64', nsec: 'int64' });
const clockGetTime = libc.func('int clock_gettime(int, _Out_ routeprof_timespec*)');
const time = { sec: 0, nsec: 0 };

/**
 * CPU time of this thread, by the kernel's clock: the reference for the profiler. Node 20 and 22 have no API for it, so
 * this calls the C library.
 */
export function threadCpuMicros(): number {
  clockGetTime(clockThreadCpuTime, time);
  return Number(time.sec) * 1e6 + Number(time.nsec) / 1e3;
}
