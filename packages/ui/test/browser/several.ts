import type { History } from '../../../core/src/presentation/model/history.ts';

/** What a short measurement does not have: two versions, a process that is gone, another service, and a full disk. */
export function several(history: History): History {
  const [own] = history.processes;
  const { startMicros } = history.slices[0]!;
  const { endMicros } = history.slices.at(-1)!;
  const middle = history.slices[history.slices.length >> 1]!.startMicros;
  const span = { service: 'shop', fromMicros: startMicros, toMicros: endMicros };
  return {
    ...history,
    versions: [
      { ...span, version: '1.0.0' },
      { ...span, version: '1.1.0', fromMicros: middle },
    ],
    processes: [
      { ...own!, toMicros: endMicros },
      {
        ...{ ...span, version: '1.0.0', instance: 'gone', pid: 77, node: '24', host: 'web-2', isThis: false },
        ...{ requests: 90, cpuMicros: 12_000 },
        toMicros: endMicros - 12e6,
      },
    ],
    services: ['admin', 'shop'],
    store: { ...history.store, problems: ['The disk is full: make room.'] },
  };
}
