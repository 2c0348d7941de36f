declare module '*.css';

/** The formats in which core writes profiles, by name: put in when the page is built. */
declare const exportFormatNames: readonly string[];
