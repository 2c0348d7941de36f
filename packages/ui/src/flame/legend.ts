import { doubtWords } from '../../../core/src/presentation/call-change-words.ts';
import { visibleName } from '../shared.ts';
import type { Kind } from './colours.ts';
import type { Scene } from './scene.ts';

/** How many dependencies of one colour are named; the others are only counted. */
const mostNamed = 2;

type Meaning = readonly [kind: Kind, text: string];

const changeMeanings: readonly Meaning[] = [
  ['new', '▲ new'],
  ['slower2', '▲ slower by 25% or more'],
  ['slower1', '▲ slower by less'],
  ['same', doubtWords.same],
  ['unsure', `${doubtWords.unsure}: too few samples to tell`],
  ['faster1', '▼ faster by less than 25%'],
  ['faster2', '▼ faster by more'],
  ['gone', '▼ gone'],
];

/** What the colours in this graph mean. Of dependencies that share a colour, the largest are named. */
export function legendOf({ kinds, packages, changes }: Scene): readonly Meaning[] {
  if (changes !== undefined) return changeMeanings;
  const ofColour = new Map<Kind, string[]>();
  for (const [name, kind] of packages) {
    const sharing = ofColour.get(kind);
    if (sharing === undefined) ofColour.set(kind, [name]);
    else sharing.push(name);
  }
  const meanings: readonly Meaning[] = [
    ['route', 'route'],
    ['app', 'app'],
    ...Array.from(ofColour, ([kind, all]): Meaning => [kind, listOf(all)]),
    ['node', 'Node'],
    ['native', 'native'],
    ['gc', 'garbage collector'],
    ['pruned', 'pruned'],
  ];
  const present = new Set(kinds);
  return meanings.filter(([kind]) => present.has(kind));
}

function listOf(all: readonly string[]): string {
  const named = all.slice(0, mostNamed).map((name) => visibleName(name || 'unknown', 30));
  return all.length > mostNamed ? `${named.join(', ')} +${all.length - mostNamed}` : named.join(', ');
}
