import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { inTurns } from '../in-turns.ts';
import { profileParts } from '../pprof/profile-parts.ts';
import { bytesField, messageField } from '../pprof/protobuf-writer.ts';
import type { Window } from '../profile/window.ts';
import type { PushFormat } from './push-format.ts';
import { routeLabels } from './route-labels.ts';

const pack = promisify(gzip);

/** Names of labels may only have letters, digits and underscores. */
const seriesLabels = routeLabels('http_request_method', 'http_route');

/**
 * Pyroscope's push API: `push.v1.PusherService/Push`, as a unary call of the Connect protocol. A profile is a gzipped pprof;
 * labels of samples become series.
 */
export const pyroscopeFormat: PushFormat = {
  name: 'Pyroscope',
  path: 'push.v1.PusherService/Push',
  headers: { 'content-type': 'application/proto', 'connect-protocol-version': '1' },
  isRetried: (status) => status === 429 || status >= 500,
  isRejected: () => false,
  async encode(window) {
    const layout = { hasWork: true, others: [] };
    const parts = await inTurns('push profile', profileParts(window, layout, seriesLabels));
    const profile = await pack(Buffer.concat(parts));
    // A profile that is sent again has the same id.
    const sample = messageField(2, bytesField(1, profile), bytesField(2, randomUUID()));
    return messageField(1, labelsOf(window), sample);
  },
};

function labelsOf({ sources: [source] }: Window): Uint8Array[] {
  const labels = [
    ['__name__', 'process_cpu'],
    ['service_name', source?.service ?? ''],
    ['service_version', source?.version ?? ''],
  ] as const;
  return labels
    .filter(([, value]) => value !== '')
    .map(([name, value]) => messageField(1, bytesField(1, name), bytesField(2, value)));
}
