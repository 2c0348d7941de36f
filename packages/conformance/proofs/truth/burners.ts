import vm from 'node:vm';
import { threadCpuMicros } from './thread-clock.ts';

/** CPU that each function has used, by name, in microseconds of the thread's clock. */
export const burnt: Map<string, number> = new Map();

/**
 * Makes a function with that name, in a file with that name, that uses CPU time itself: the loop must be its own code,
 * because self time is checked. It reads the clock only about every millisecond, so that the clock's cost does not
 * matter. It is too long to be inlined, because V8 assigns samples of an inlined function to its caller.
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
