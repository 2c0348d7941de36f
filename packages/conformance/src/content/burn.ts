/**
 * Functions that only use the CPU. Each has one caller, in the route that `burners` names, so the report must show it
 * there and nowhere else.
 */

/** Stores the sums, so that the compiler does not remove the loops. */
const sink = { sum: 0 };

/** Spins for an amount of CPU time, not a count, so that a slow or busy machine gets as many samples as a fast one. */
function spin(millis: number): void {
  const end = performance.now() + millis;
  const endCpu = cpuMillis() + millis;
  while (performance.now() < end || cpuMillis() < endCpu)
    for (let i = 0; i < 500; i++) sink.sum += Math.sqrt(i);
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The name of each function in the report, and the route that calls it. */
export const burners: Readonly<Record<string, string>> = {
  burnAlphaBefore: 'GET /burn/alpha',
  burnAlphaAfter: 'GET /burn/alpha',
  burnBetaBefore: 'GET /burn/beta',
  burnBetaAfter: 'GET /burn/beta',
  burnAfterAwait: 'GET /cpu/await',
  burnInTimer: 'GET /cpu/callbacks',
  burnInImmediate: 'GET /cpu/callbacks',
  burnInNextTick: 'GET /cpu/callbacks',
  burnInMicrotask: 'GET /cpu/callbacks',
  burnInParallel: 'GET /cpu/parallel',
  burnAfterResponse: 'GET /cpu/after-response',
  burnAfterBody: 'POST /orders',
  burnInData: 'POST /upload',
  burnAtEnd: 'POST /upload',
  burnInStream: 'GET /stream',
  burnInEvents: 'GET /events',
};

export function burnAlphaBefore(): void {
  spin(3);
}
export function burnAlphaAfter(): void {
  spin(3);
}
export function burnBetaBefore(): void {
  spin(3);
}
export function burnBetaAfter(): void {
  spin(3);
}
export function burnAfterAwait(): void {
  spin(8);
}
export function burnInTimer(): void {
  spin(8);
}
export function burnInImmediate(): void {
  spin(8);
}
export function burnInNextTick(): void {
  spin(8);
}
export function burnInMicrotask(): void {
  spin(8);
}
export function burnInParallel(): void {
  spin(4);
}
export function burnAfterResponse(): void {
  spin(8);
}
export function burnAfterBody(): void {
  spin(8);
}
export function burnInData(): void {
  spin(4);
}
export function burnAtEnd(): void {
  spin(8);
}
export function burnInStream(): void {
  spin(4);
}
export function burnInEvents(): void {
  spin(4);
}

// The routes of these three depend on the framework, or they have none; the suite names them.
export function burnNested(): void {
  spin(8);
}
export function burnInAuth(): void {
  spin(3);
}
export function burnBehindAuth(): void {
  spin(3);
}
export function burnInBackground(): void {
  spin(20);
}
