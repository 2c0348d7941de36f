import { writeFileSync } from 'node:fs';

/** A route of the app under test. */
export interface MadeRoute {
  readonly path: string;
  readonly handle: () => Promise<number>;
}

const routes = 300;
const functionsPerRoute = 12;

/**
 * Writes a module with many routes, each with functions of its own that call each other at random: the trees of a profile
 * are as large as those of large apps. Some wait for a timer or a file, some for hundreds of promises.
 */
export function writeRoutes(path: string): readonly string[] {
  const paths: string[] = [];
  const lines = [
    "import { stat } from 'node:fs/promises';",
    "import { setTimeout } from 'node:timers/promises';",
  ];
  lines.push('const { random, sqrt } = Math;');
  const handlers: string[] = [];
  for (let route = 0; route < routes; route++) {
    const name = (i: number): string => `route${route}Step${i}`;
    for (let i = 0; i < functionsPerRoute; i++) {
      const calls = [1, 2, 3].map((more) => `${name((i + more) % functionsPerRoute)}(depth - 1)`);
      const work = 'let x = depth; for (let i = 0; i < 150; i++) x = sqrt(i + x);';
      lines.push(
        `function ${name(i)}(depth) { ${work} if (depth === 0) return x; const at = random(); return x + (at < 0.4 ? ${calls[0]} : at < 0.7 ? ${calls[1]} : ${calls[2]}); }`,
      );
    }
    lines.push(
      `async function route${route}() { let sum = 0; for (let i = 0; i < 2; i++) sum += ${name(0)}(25); ${waitOf(route)} return sum + ${name(1)}(25); }`,
    );
    paths.push(`/made/${route}`);
    handlers.push(`{ path: '/made/${route}', handle: route${route} }`);
  }
  lines.push(
    'async function find() { await stat("/"); }',
    'async function nothing() {}',
    'async function awaitOften() { for (let i = 0; i < 300; i++) { await find(); await Promise.all([nothing(), nothing()]); } }',
    `export const routes = [${handlers.join(',\n')}];`,
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return paths;
}

function waitOf(route: number): string {
  if (route % 50 === 0) return 'await awaitOften();';
  return ['', 'await setTimeout(2);', 'await find();', 'await Promise.all([find(), setTimeout(1)]);'][
    route % 4
  ] as string;
}
