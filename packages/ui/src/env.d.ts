declare module '*.css';

/** The names of the formats in which core writes profiles. The build inserts them. */
declare const exportTitles: readonly (readonly [format: string, title: string])[];
