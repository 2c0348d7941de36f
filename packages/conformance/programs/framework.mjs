/** The app of one framework, all of it by `import`: `node framework.mjs koa3`. */
import { runProgram } from '../dist/program.js';

await runProgram(process.argv[2], (name) => import(name));
