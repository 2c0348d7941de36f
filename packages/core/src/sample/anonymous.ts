/** The name of a function that has none. */
export const anonymousName = '(anonymous)';
