import type { ConnectionUse } from '../contract.ts';
import { type Came, type CameBetween, cameBetween } from './came.ts';
import { type Accepted, connectionCame } from './connection-queue.ts';
import type { LoopLog, LoopStretch } from './loop-log.ts';
import { clipped } from './loop-stretches.ts';
import type { LoopTurns } from './loop-turns.ts';

/** What is known, as a request begins, about the time that it has waited in its socket. */
export interface BeforeNode {
  readonly own: Came;
  /** Its connection, if this is the first request on it and was read as soon as it could be. */
  readonly connection: Accepted | undefined;
  readonly use: ConnectionUse | undefined;
  /** Who had the loop meanwhile, as far as it was traced; and which requests had begun to run. */
  readonly known: readonly LoopStretch[];
  readonly begun: readonly LoopStretch[];
}

export interface BeforeNodeFacts {
  readonly nowMicros: number;
  readonly connection: Accepted | undefined;
  readonly use: ConnectionUse | undefined;
  readonly log: LoopLog;
  readonly turns: LoopTurns;
}

/** Call it as the request begins. `undefined` where the loop was not watched before. */
export function beforeNodeOf({
  nowMicros,
  connection,
  use,
  log,
  turns,
}: BeforeNodeFacts): BeforeNode | undefined {
  const own = turns.came(nowMicros);
  if (!own.isKnown) return undefined;
  // A connection is read one turn after it was accepted.
  const isFirst = use?.lastBeganMicros === 0 && connection?.came.turn === own.turn - 1;
  if (isFirst && !connection.queue.first.isKnown) return undefined;
  const first = isFirst ? connection.queue.first : own;
  const fromMicros = Math.min(own.fromMicros, own.wokenMicros, first.fromMicros, first.wokenMicros);
  return {
    own,
    connection: isFirst ? connection : undefined,
    use,
    known: log.between(fromMicros, nowMicros),
    begun: turns.marks.between(fromMicros, nowMicros),
  };
}

/** When a request came: with its connection, or after the last response on it was sent. */
export function requestCame({ own, connection, use }: BeforeNode): CameBetween {
  const came = cameBetween(own);
  if (own.waited) return came;
  if (connection !== undefined) return connectionCame(connection);
  return {
    leastMicros: Math.max(came.leastMicros, use?.lastBeganMicros ?? 0),
    fromMicros: Math.min(came.toMicros, Math.max(came.fromMicros, use?.lastSentMicros ?? 0)),
    toMicros: came.toMicros,
  };
}

/** In how much of the time that a request may have waited nothing was traced. It is asked often, so it works nothing out. */
export function untracedMicros({ own, connection, known: all }: BeforeNode, beganMicros: number): number {
  if (own.waited) return 0;
  const fromMicros = Math.min(own.fromMicros, connection?.queue.first.fromMicros ?? own.fromMicros);
  const known = clipped(all, fromMicros, beganMicros);
  return known.reduce((rest, one) => rest - (one.toMicros - one.fromMicros), beganMicros - fromMicros);
}
