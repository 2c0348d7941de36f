// What an app may rely on when Node loads it as CommonJS: `require.main`, `module.parent`, and hooks of `require`.
const { fork } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

require.extensions['.words'] = (module, file) => {
  module._compile("module.exports = 'by a hook'", file);
};

const folder = mkdtempSync(join(tmpdir(), 'loader-'));
writeFileSync(join(folder, 'some.words'), '');
writeFileSync(
  join(folder, 'child.cjs'),
  "process.send(Reflect.ownKeys(globalThis).includes(Symbol.for('routeprof')));",
);
const child = fork(join(folder, 'child.cjs'), { cwd: folder });
let profiled = 'the child did not run';
child.on('message', (message) => {
  profiled = message;
});
child.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
  console.log(JSON.stringify({ isMain: require.main === module, parent: module.parent, hooked, profiled }));
});
const hooked = require(join(folder, 'some.words'));
