import { UsageError } from './usage-error.ts';

/** The option of `run`. */
export const framesFlag = 'async-context-frame';

const flagOfNode = '--experimental-async-context-frame';

/**
 * The flag with which this Node makes an AsyncContextFrame for each `await`; `undefined` where it does so anyway.
 *
 * @throws where it cannot.
 */
export function contextFrames(version: string): string | undefined {
  const major = Number.parseInt(version, 10);
  if (major >= 24) return undefined;
  if (process.allowedNodeEnvironmentFlags.has(flagOfNode)) return flagOfNode;
  throw new UsageError(
    `Node ${version} has no AsyncContextFrame, which --${framesFlag} asks for. Use Node 22, or Node 24, where it is the default.`,
  );
}
