export { callApp, marked } from '../own-frames.ts';
export type { PatternReader } from './exchange.ts';
export { profileListener } from './listener.ts';
export { type AdapterOptions, type FrameworkBinding, mountProfiler, type NodeMount } from './mount.ts';
export { passOfUncalled, warnMisused } from './uncalled.ts';
export { writeReport } from './write-report.ts';
