import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../../scripts/packages.ts';
import { flag } from '../flag.ts';
import { load, machine } from '../machine.ts';
import { measureAppShape } from './app-shape.ts';
import { errorsOfHour } from './errors-of-hour.ts';
import { type Figures, figuresOf } from './figures.ts';
import { pictureOf } from './picture.ts';
import { openPlace, type PlaceName, placeNames } from './places.ts';
import { simulate } from './simulate.ts';
import { dayTableOf, tableOf } from './table.ts';

// What fleets of processes write, keep and take to read: `npx --yes pnpm@12 prove:scale`. `--processes=10,1000`,
// `--minutes=70` of which every window is written and merged, `--hours-before=22` of copies, `--store=memory`, `directory` or
// `redis`. `--save` keeps the figures in docs/scale; `--draw` makes the picture and the tables of all that are kept; `--shape`
// measures what the distributions are taken from.
const folder = join(root, 'docs/scale');
/** In docs/scale.md, around what is made from figures. */
const marker = '<!-- figures -->';

if (process.argv.includes('--shape')) console.log(await measureAppShape(40));
else if (process.argv.includes('--draw')) draw();
else await simulateAll();

async function simulateAll(): Promise<void> {
  const place = flag('store', 'memory');
  if (!isPlace(place)) throw new Error(`A store is one of ${placeNames.join(', ')}.`);
  console.log(`${machine}, Node ${process.versions.node}, load ${load()} before`);
  for (const processes of flag('processes', '10,1000').split(',').map(Number)) {
    const figures = await simulateOne(place, processes);
    console.log(`${tableOf([figures])}\n\n${dayTableOf([figures])}\n`);
    if (!process.argv.includes('--save')) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${processes}-${place}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
  }
  console.log(`load ${load()} after`);
}

async function simulateOne(name: PlaceName, processes: number): Promise<Figures> {
  const place = await openPlace(name);
  try {
    const simulation = await simulate({
      ...{ processes, store: place.store, onProgress: console.log },
      minutes: Number(flag('minutes', '70')),
      hoursBefore: Number(flag('hours-before', '22')),
    });
    const { written, seen } = simulation.requests;
    if (written !== seen) {
      console.log(`MISS ${seen} of ${written} requests are in the view.`);
      process.exitCode = 1;
    }
    const usedBytes = place.usedBytes?.();
    const errors = errorsOfHour({ processes });
    return figuresOf(name, simulation, { errors, ...(usedBytes !== undefined && { usedBytes }) });
  } finally {
    await place.close();
  }
}

function draw(): void {
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Figures);
  writeFileSync(join(folder, 'scale.svg'), pictureOf(kept.filter(({ place }) => place === 'memory')));
  const page = join(root, 'docs/scale.md');
  const [before, , after] = readFileSync(page, 'utf8').split(marker);
  if (after === undefined) throw new Error(`${page} has no two lines ${marker}.`);
  const tables = `### As measured\n\n${tableOf(kept)}\n\n### What is kept, and after a day\n\n${dayTableOf(kept)}`;
  writeFileSync(page, [before, `\n\n${tables}\n\n`, after].join(marker));
}

function isPlace(name: string): name is PlaceName {
  return (placeNames as readonly string[]).includes(name);
}
