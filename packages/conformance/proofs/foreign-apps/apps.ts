import type { ForeignApp } from './foreign-app.ts';
import { jsonServer } from './json-server.ts';
import { nest } from './nest.ts';
import { nodeRed } from './node-red.ts';
import { parseServer } from './parse-server.ts';
import { verdaccio } from './verdaccio.ts';

export const foreignApps: Readonly<Record<string, ForeignApp>> = {
  'node-red': nodeRed,
  verdaccio,
  'json-server': jsonServer,
  'parse-server': parseServer,
  nest,
};
