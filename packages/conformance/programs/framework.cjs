/** The app of one framework, all of it by `require`: `node framework.cjs koa3`. */
import('../dist/program.js').then(({ runProgram }) => runProgram(process.argv[2], require));
