import { signal } from '@preact/signals';
import { shownModel } from '../../../core/src/presentation/measured-json.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { address } from './address.ts';
import { firstOf, hasPattern, questionOf } from './question.ts';
import { savedAnswer, savedData } from './saved.ts';

/** Why there is no (new) report. */
export interface Trouble {
  /** `wrong`: the server rejects this question, and would reject it again. */
  readonly kind: 'refused' | 'wrong' | 'failed' | 'unreachable';
  readonly message: string;
}

/** The newest answer. It stays until the next one arrives, so that nothing flickers. */
export const model = signal<ReportModel | undefined>(undefined);
/** The question that `model` answers. */
export const answered = signal('');
export const trouble = signal<Trouble | undefined>(undefined);
export const loading = signal(false);

/** The question whose pattern the server refused, and why. */
const refusedPattern = signal<{ readonly question: string; readonly message: string } | undefined>(undefined);

/** The question for the current address, without the pattern if the server refused it. */
export function currentQuestion(): string {
  return patternProblem() === undefined
    ? questionOf(address.value)
    : questionOf({ ...address.value, filter: '' });
}

/** Why the server refused the pattern of the address. */
export function patternProblem(): string | undefined {
  const refused = refusedPattern.value;
  return refused?.question === questionOf(address.value) ? refused.message : undefined;
}

/** Whether the newest answer belongs to the current address. */
export function isAnswered(): boolean {
  return answered.value === currentQuestion();
}

let newest = 0;
const kept = new Map<string, ReportModel>();
const mostKept = 8;

/** Loads the report for the address. Resolves with how long it took, in milliseconds. */
export async function loadReport(): Promise<number> {
  const question = currentQuestion();
  const saved = savedData();
  const turn = ++newest;
  if (saved !== undefined) {
    const answer = await savedAnswer(saved, address.peek());
    if (turn === newest) take(question, answer);
    return 0;
  }
  const before = performance.now();
  const old = kept.get(question);
  // Shows a cached answer at once; the new one replaces it.
  if (old !== undefined && answered.peek() !== question) take(question, old);
  loading.value = true;
  try {
    let answer = shownModel(await ask<ReportModel>(old === undefined ? firstOf(question) : question));
    if (answer.firstLook !== undefined) {
      if (turn !== newest) return 0;
      take(question, answer);
      answer = shownModel(await ask<ReportModel>(question));
    }
    if (turn !== newest) return 0;
    remember(question, answer);
    take(question, answer);
    trouble.value = undefined;
  } catch (error) {
    if (turn === newest) explain(question, troubleOf(error));
  } finally {
    if (turn === newest) loading.value = false;
  }
  return performance.now() - before;
}

/** Drops cached answers: after a clear their measurements are deleted. */
export function forgetAnswers(): void {
  kept.clear();
}

class AskError extends Error {
  readonly trouble: Trouble;
  constructor(kind: Trouble['kind'], message: string) {
    super(message);
    this.trouble = { kind, message };
  }
}

/** Sends a question to the profiler. Throws errors that `troubleOf` explains. */
export async function ask<Answer>(question: string): Promise<Answer> {
  const response = await fetch(question, { headers: { accept: 'application/json' } });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if ([401, 403, 404].includes(response.status) || (!isJson && response.ok)) {
    throw new AskError('refused', 'This browser no longer has access to the report.');
  }
  if (!isJson) throw new AskError('failed', (await response.text()).slice(0, 300).trim());
  const answer = (await response.json()) as Answer & { readonly error?: string };
  if (!response.ok) {
    const message = answer.error ?? `The server answered with status ${response.status}.`;
    throw new AskError(response.status === 400 ? 'wrong' : 'failed', message);
  }
  return answer;
}

/** Shows why a pattern was refused beside the search, so that the rest of the page stays. */
function explain(question: string, problem: Trouble): void {
  if (problem.kind === 'wrong' && hasPattern(question))
    refusedPattern.value = { question, message: problem.message };
  else trouble.value = problem;
}

function take(question: string, answer: ReportModel | undefined): void {
  answered.value = question;
  model.value = answer;
}

function remember(question: string, answer: ReportModel): void {
  kept.delete(question);
  kept.set(question, answer);
  const oldest = kept.keys().next().value;
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof AskError) return error.trouble;
  return { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) };
}
