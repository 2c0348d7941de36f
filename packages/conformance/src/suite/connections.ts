import { expect, test } from 'vitest';
import { type Ask, ask, askInTurn, countAnswers, type Listening, pipeline } from '../client/http.ts';
import { reportPath } from '../client/report.ts';
import { burners } from '../content/burn.ts';
import { expectCounted } from './expect-counted.ts';
import { expectOnlyUnder } from './expect-only-under.ts';
import type { Servers } from './servers.ts';

/** Two routes in turn, for one connection. */
export const alternating: readonly Ask[] = [1, 2, 3, 4, 5, 6].flatMap(() => [
  { path: '/burn/alpha' },
  { path: '/burn/beta' },
]);
const growth = { 'GET /burn/alpha': 6, 'GET /burn/beta': 6 };

/** Several requests on one connection: each is counted once, and no work counts for the next one. */
export function connections({ root }: Servers): void {
  test('keep-alive: one after the other', () =>
    expectAlphaAndBeta(root, () =>
      expectCounted(root, growth, async () => {
        expect(countAnswers(await askInTurn(root, alternating))).toBe(12);
      }),
    ));

  test('pipelining: all at once', () =>
    expectAlphaAndBeta(root, () =>
      expectCounted(root, growth, async () => {
        const received = await pipeline(root, alternating);
        expect(received.match(/alpha|beta/g)?.join(' ')).toBe('alpha beta '.repeat(6).trim());
      }),
    ));
}

/** Two routes that use CPU before and after an await, each in its own functions. */
export async function expectAlphaAndBeta(server: Listening, act: () => Promise<unknown>): Promise<void> {
  // Clears first, because other checks have called the same functions.
  await ask(server, { method: 'POST', path: `${reportPath}clear`, body: '' });
  const { burnAlphaBefore, burnAlphaAfter, burnBetaBefore, burnBetaAfter } = burners;
  await expectOnlyUnder(
    server,
    { burnAlphaBefore, burnAlphaAfter, burnBetaBefore, burnBetaAfter } as typeof burners,
    act,
  );
}
