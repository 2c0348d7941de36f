declare module '*.css';

/** The formats in which core writes profiles, with their titles in the menu. The build inserts them. */
declare const exportTitles: readonly (readonly [format: string, title: string])[];
