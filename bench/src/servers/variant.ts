/** `als`: an AsyncLocalStorage of the app's own instead of a profiler, the floor of anything that follows requests. */
export const variants = ['plain', 'profiled', 'als'] as const;
export type Variant = (typeof variants)[number];
