/** A report lists ten requests of each route: so many routes that it lists all. */
export const routesOfReaders: readonly string[] = Array.from({ length: 200 }, (_, i) => `/read/r${i}`);
export const requestsOfReader = 10;
