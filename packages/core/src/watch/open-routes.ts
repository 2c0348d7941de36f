import { mostRoutes, type OpenRoute } from '../store/evidence.ts';
import { nameRequest } from './name-request.ts';
import type { SharedMemory } from './shared-memory.ts';

/** The requests in flight by route, the youngest first. */
export function openRoutes(memory: SharedMemory): OpenRoute[] {
  const names = memory.names();
  const byName = new Map<string, OpenRoute>();
  for (const { text, sinceMicros, isCut } of memory.noted()) {
    const { method, route } = nameRequest(text, names, isCut);
    const name = `${method} ${route}`;
    const known = byName.get(name);
    byName.set(name, {
      method,
      route,
      requests: (known?.requests ?? 0) + 1,
      sinceMicros: Math.max(known?.sinceMicros ?? 0, Math.round(sinceMicros)),
    });
  }
  return [...byName.values()].sort((a, b) => b.sinceMicros - a.sinceMicros).slice(0, mostRoutes);
}
