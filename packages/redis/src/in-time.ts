import { clearTimeout, setTimeout } from 'node:timers';
import { notAnswered } from './explain.ts';
import { placeOfKey } from './keys.ts';
import type { SendCommand } from './send-command.ts';

/** Sends commands, and fails when one is not answered in time. */
export interface PatientSender {
  readonly send: SendCommand;
  /**
   * Sends a large command, or fails at once while the server of its key does not answer: a client keeps what it could not
   * send, so each would take memory. `question` is a small command that tells whether it answers again.
   */
  sendLarge(
    command: readonly (string | Buffer)[],
    key: string,
    question: readonly string[],
  ): Promise<unknown>;
}

interface Late {
  readonly answers: Set<Promise<unknown>>;
  askedAt: number;
}

/** `now` is a monotonic clock, in milliseconds. */
export function patientSender(
  sendCommand: SendCommand,
  timeoutMillis: number,
  now: () => number = () => performance.now(),
): PatientSender {
  /** Commands that are not answered although their time is over. */
  const lateAt = new Map<string, Late>();
  /** A client may have lost a command, which is never answered then. */
  const askAgainMillis = 2 * timeoutMillis;

  function noteLate(place: string, answer: Promise<unknown>): void {
    const late = lateAt.get(place) ?? { answers: new Set(), askedAt: now() };
    lateAt.set(place, late);
    late.answers.add(answer);
    const settled = (): void => {
      late.answers.delete(answer);
      if (late.answers.size === 0 && lateAt.get(place) === late) lateAt.delete(place);
    };
    answer.then(settled, settled);
  }

  function ask(late: Late): void {
    if (now() - late.askedAt < askAgainMillis) throw notAnswered(timeoutMillis);
    late.askedAt = now();
  }

  async function inTime(command: readonly (string | Buffer)[], key: string): Promise<unknown> {
    const place = placeOfKey(key);
    const answer = sendCommand(command, key);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        noteLate(place, answer);
        reject(notAnswered(timeoutMillis));
      }, timeoutMillis);
      timer.unref();
    });
    try {
      const reply = await Promise.race([answer, tooLate]);
      lateAt.delete(place);
      return reply;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async send(command, key) {
      const late = lateAt.get(placeOfKey(key));
      // Whoever looks at the report waits for one command, not for each.
      if (late !== undefined) ask(late);
      return await inTime(command, key);
    },
    async sendLarge(command, key, question) {
      const late = lateAt.get(placeOfKey(key));
      if (late !== undefined) {
        ask(late);
        await inTime(question, key);
      }
      return await inTime(command, key);
    },
  };
}
