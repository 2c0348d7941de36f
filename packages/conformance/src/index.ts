export { conformance } from './suite/index.ts';
export type { Target } from './target.ts';
