import { hostname } from 'node:os';
import type { AppIdentity } from '../app-identity.ts';
import type { EngineOptions } from '../options.ts';
import type { Source } from '../profile/window.ts';

/** This process, as its windows name it. */
export function sourceOf(
  { service, version, rate }: EngineOptions,
  app: AppIdentity,
  instance: string,
  engine: string,
): Source {
  return {
    service: service ?? app.service,
    version: version ?? app.version,
    instance,
    pid: process.pid,
    host: hostname(),
    node: process.versions.node,
    engine,
    rate,
  };
}
