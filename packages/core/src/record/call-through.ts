/**
 * Calls `fn` inside `around`. Should `around` fail by itself, `fn` is called all the same, and once: only what `fn`
 * throws gets out.
 */
export function callThrough<T>(
  around: (call: () => T) => T,
  fn: () => T,
  onFailure: (error: unknown) => void,
): T {
  const progress: { step: 'waiting' | 'running' | 'returned'; value?: T } = { step: 'waiting' };
  try {
    return around(() => {
      progress.step = 'running';
      progress.value = fn();
      progress.step = 'returned';
      return progress.value;
    });
  } catch (error) {
    if (progress.step === 'running') throw error;
    onFailure(error);
    return progress.step === 'returned' ? (progress.value as T) : fn();
  }
}
