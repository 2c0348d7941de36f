import { execFileSync } from 'node:child_process';
import { peersFolder } from './folder.ts';

// Outside the default install: 400 packages that only comparisons need. None of them runs a script of its own.
execFileSync('npm', ['ci', '--ignore-scripts', '--engine-strict=false', '--loglevel=error'], {
  cwd: peersFolder,
  stdio: 'inherit',
});
