import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from '@routeprof/conformance/store';
import { directoryStore } from '@routeprof/core/store';

storeContract({
  title: 'a directory',
  newPlace() {
    const dir = mkdtempSync(join(tmpdir(), 'routeprof-store-'));
    return {
      open: () => directoryStore(dir),
      argument: dir,
      remove: () => rmSync(dir, { recursive: true, force: true }),
    };
  },
  module: join(import.meta.dirname, 'open-directory.mjs'),
});
