function burnPrimes(millis: number): number {
  let found = 0;
  for (const end = performance.now() + millis; performance.now() < end; ) {
    for (let i = 2; i < 2_000; i++) {
      let prime = 1;
      for (let j = 2; j * j <= i; j++) if (i % j === 0) prime = 0;
      found += prime;
    }
  }
  return found;
}

const text = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ id: i, name: `name ${i}` })));

function parseAgain(millis: number): number {
  let found = 0;
  for (const end = performance.now() + millis; performance.now() < end; ) found += JSON.parse(text).length;
  return found;
}

const numbers = Float64Array.from({ length: 20_000 }, (_, i) => (i * 7_919) % 20_011);

function sortAgain(millis: number): number {
  let found = 0;
  for (const end = performance.now() + millis; performance.now() < end; ) {
    found += numbers.slice().sort()[0] ?? 0;
  }
  return found;
}

/** Takes twice as long with each letter more. */
export function checkMail(mail: string): boolean {
  return /^([a-z]+)+@$/.test(mail);
}

/** Functions that hold the loop, each in its own way. */
export const holders: Readonly<Record<string, (millis: number) => number>> = {
  burn: burnPrimes,
  parse: parseAgain,
  sort: sortAgain,
};

/** Their names in stacks. */
export const functions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(holders).map(([key, holder]) => [key, holder.name]),
);
