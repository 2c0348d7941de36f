import { findBrowser } from './find-browser.ts';
import { findMariadb } from './find-mariadb.ts';
import { findInitdb } from './find-postgres.ts';
import { findPrometheus, findPromtool } from './find-prometheus.ts';
import { findRedis } from './find-redis.ts';

// Finds or installs what the tests need besides npm packages.
console.log(`Chromium: ${findBrowser()}`);
console.log(`PostgreSQL: ${findInitdb()}`);
console.log(`Redis: ${findRedis()}`);
console.log(`MariaDB: ${findMariadb()}`);
console.log(`Prometheus: ${findPrometheus()}, ${findPromtool()}`);
