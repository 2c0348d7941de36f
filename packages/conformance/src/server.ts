export { contract, type Handler, type Route } from './content/contract.ts';
export { type Framework, run } from './process/run.ts';
export type { Running } from './process/running.ts';
export type { HeaderReader, Setup } from './process/scenarios.ts';
