import vm from 'node:vm';
import { threadCpuMicros } from './thread-clock.ts';

/** CPU that was burnt, by function name, in microseconds of the thread's clock. */
export const burnt: Map<string, number> = new Map();

/**
 * A function of that name, in a file of that name, that burns CPU time in itself: the loop must be its own code, since
 * self time is what is checked. It looks at the clock about every millisecond, so that the clock's cost is not
 * what is measured, and it is too long to be inlined: V8 gives an inlined function's samples to its caller.
 */
export function burner(name: string): (cpuMillis: number) => void {
  const source = `(threadCpuMicros, burnt) => function ${name}(cpuMillis) {
    const start = threadCpuMicros();
    const end = start + cpuMillis * 1000;
    let now = start;
    let x = 1;
    while (now < end) {
      for (let i = 0; i < 50000; i++) x = (x * 1103515245 + 12345) % 2147483648;
      now = threadCpuMicros();
    }
    if (x < 0) { ${'x = Math.sqrt(x + cpuMillis) * Math.sin(x - now) + Math.cos(start * x);'.repeat(40)} }
    burnt.set('${name}', (burnt.get('${name}') || 0) + now - start);
  }`;
  return vm.runInThisContext(source, { filename: `/truth/${name}.js` })(threadCpuMicros, burnt);
}
