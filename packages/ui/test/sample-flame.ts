import type { FlameFrame, FlameGraph } from '../../core/src/presentation/model/flame.ts';

const frames: FlameFrame[] = [
  { id: '(root) :0', name: '(root)', file: '', line: 0, column: 0, origin: 'native' },
  { id: 'handle a.ts:1', name: 'handle', file: 'a.ts', line: 1, column: 1, origin: 'app' },
  {
    id: 'next lib/x.js:2',
    name: 'next',
    file: 'lib/x.js',
    line: 2,
    column: 1,
    origin: 'dependency',
    package: 'lib',
  },
  {
    id: 'run lib/y.js:3',
    name: 'run',
    file: 'lib/y.js',
    line: 3,
    column: 1,
    origin: 'dependency',
    package: 'lib',
  },
  { id: 'emit node:events:4', name: 'emit', file: 'node:events', line: 4, column: 1, origin: 'node' },
  {
    id: '(garbage collector) :0',
    name: '(garbage collector)',
    file: '',
    line: 0,
    column: 0,
    origin: 'native',
  },
];

/** root ─ emit(1) ─ next(2) ─ run(3) ─ handle(10) and, below the root, gc(4). */
export const sampleFlame: FlameGraph = {
  parent: [0, 0, 1, 2, 3, 0],
  frame: [0, 4, 2, 3, 1, 5],
  samples: [0, 1, 2, 3, 10, 4],
  cpuMicros: [0, 100, 200, 300, 1000, 400],
  wallMicros: [0, 100, 200, 300, 1000, 400],
  frames,
  pruned: { nodes: 0, cpuMicros: 0, samples: 0 },
};

/** A tree of this many nodes, with a fan-out that makes it both wide and deep. */
export function largeFlame(nodes: number): FlameGraph {
  const parent = Array.from({ length: nodes }, (_, node) => (node === 0 ? 0 : Math.floor((node - 1) / 1.6)));
  const ones = Array.from({ length: nodes }, (_, node) => (node % 7) + 1);
  return {
    parent: parent.map((one, node) => Math.min(one, Math.max(0, node - 1))),
    frame: Array.from({ length: nodes }, (_, node) => (node * 7919) % frames.length),
    samples: ones,
    cpuMicros: ones,
    wallMicros: ones,
    frames,
    pruned: { nodes: 0, cpuMicros: 0, samples: 0 },
  };
}
