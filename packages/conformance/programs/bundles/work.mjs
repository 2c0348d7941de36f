/** Uses the CPU in a function whose name a minifier keeps. */
const [use] = Object.values({
  'app:work'() {
    const start = process.cpuUsage().user;
    let sum = 0;
    while (process.cpuUsage().user - start < 20_000) for (let i = 0; i < 10_000; i++) sum += Math.sqrt(i);
    return sum;
  },
});

export async function work() {
  const before = use();
  await null;
  return String(before + use());
}
