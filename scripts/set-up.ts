import { findBrowser } from './find-browser.ts';

// Finds or installs what the tests need besides npm packages.
console.log(`Chromium: ${findBrowser()}`);
