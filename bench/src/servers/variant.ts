/** `als` has an AsyncLocalStorage instead of a profiler: the minimum cost of any tool that follows requests. */
export const variants = ['plain', 'profiled', 'als'] as const;
export type Variant = (typeof variants)[number];
