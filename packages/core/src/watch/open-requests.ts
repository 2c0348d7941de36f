import type { OpenRequests } from '../record/watched-requests.ts';
import { type SharedMemory, slots } from './shared-memory.ts';

/** Notes open requests where another thread can read them. */
export function createOpenRequests(memory: SharedMemory): OpenRequests {
  const free = [...slots];
  return {
    begin(method, path, nowMicros) {
      memory.beat(nowMicros);
      memory.addOpen(1);
      const slot = free.pop();
      if (slot === undefined) return -1;
      memory.note(slot, method, path, nowMicros);
      return slot;
    },
    end(slot) {
      memory.count();
      memory.addOpen(-1);
      if (slot < 0) return;
      memory.free(slot);
      free.push(slot);
    },
    learn: ({ method, route }) => memory.addName(`${method} ${route}`),
  };
}
