import { findBrowser } from './find-browser.ts';

// What the tests need besides npm's packages: found, or installed where this process may do so.
console.log(`Chromium: ${findBrowser()}`);
