import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CycleFacts, CycleKind, CycleTimes } from './facts.ts';

export interface CyclesRun extends CycleTimes {
  readonly facts: readonly CycleFacts[];
}

export interface CyclesOptions {
  readonly node: string;
  readonly kind: CycleKind;
  readonly engine: 'async-context' | 'inspector';
  /** After which numbers of cycles to read the facts; ascending. */
  readonly measuredAfter: readonly number[];
}

/** Makes and closes apps in a process, which must then end by itself. */
export async function runCycles({ node, kind, engine, measuredAfter }: CyclesOptions): Promise<CyclesRun> {
  const program = fork(
    fileURLToPath(new URL('../../dist/proofs/cycles/program.js', import.meta.url)),
    [kind, engine, ...measuredAfter.map(String)],
    {
      execPath: node,
      // A young generation of fixed size: by default it grows with the garbage, which would show in RSS.
      execArgv: ['--expose-gc', '--max-semi-space-size=1'],
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
    },
  );
  const messages: unknown[] = [];
  program.on('message', (message) => messages.push(message));
  const [code, signal] = await once(program, 'exit');
  if (code !== 0) throw new Error(`the program ended with ${code ?? signal}`);
  const times = messages.pop() as CycleTimes;
  return { ...times, facts: messages as CycleFacts[] };
}
