/** The work of the routes, shared by all frameworks. */
export interface Handlers {
  hello(): object;
  greet(id: string): object;
  awaits(): Promise<object>;
  work(): object;
}

export function createHandlers(rounds: number): Handlers {
  return {
    hello: () => ({ hello: 'world' }),
    greet: (id) => ({ hello: id }),
    async awaits() {
      let sum = 0;
      for (let i = 0; i < 200; i++) sum = await addOne(sum);
      return { sum };
    },
    work: () => ({ checksum: work(rounds) }),
  };
}

async function addOne(sum: number): Promise<number> {
  return sum + 1;
}

/**
 * How many rounds of work take `micros` here. The work is a number of rounds, because a handler that watches the clock
 * would take equally long however much the profiler slows it down.
 */
export function calibrate(micros: number): number {
  const until = performance.now() + 500;
  while (performance.now() < until) work(10);
  const times: number[] = [];
  for (let i = 0; i < 41; i++) {
    const start = performance.now();
    work(20);
    times.push(performance.now() - start);
  }
  // One of the shortest: on a busy machine most of them have waited for a core.
  const millis = times.sort((a, b) => a - b)[4] as number;
  return Math.max(1, Math.round((micros / 1000 / millis) * 20));
}

/** What handlers do: objects, text, sorting, JSON. */
function work(rounds: number): string {
  let checksum = 0;
  for (let round = 0; round < rounds; round++) {
    const lines = createLines(round);
    const copy = JSON.parse(JSON.stringify(lines)) as Line[];
    checksum = (checksum + total(rank(copy))) % 1_000_000;
  }
  return String(checksum).padStart(6, '0');
}

interface Line {
  readonly name: string;
  readonly price: number;
  readonly count: number;
}

function createLines(seed: number): Line[] {
  return Array.from({ length: 12 }, (_, i) => ({
    name: `product ${(seed * 31 + i * 17) % 97}`,
    price: ((seed * 7 + i * 13) % 89) + 1,
    count: (i % 5) + 1,
  }));
}

function rank(lines: Line[]): Line[] {
  return lines.sort((a, b) => b.price * b.count - a.price * a.count || (a.name < b.name ? -1 : 1));
}

function total(lines: readonly Line[]): number {
  return lines.reduce((sum, { name, price, count }, i) => sum + price * count * (i + 1) + name.length, 0);
}
