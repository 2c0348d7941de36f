import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisCli } from '../../../redis/test/fixtures/redis-server.ts';
import { freePort } from '../services/service.ts';
import { type RestartableRedis, startRestartable } from './restartable-redis.ts';
import { until } from './until.ts';

export interface Cluster {
  readonly nodes: readonly RestartableRedis[];
  stop(): Promise<void>;
}

const nodeTimeoutMillis = 2_000;

/** Three servers without replicas. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'routeprof-cluster-'));
  const nodes: RestartableRedis[] = [];
  const stop = async (): Promise<void> => {
    for (const node of nodes) await node.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let i = 0; i < 3; i++) nodes.push(await startNode(join(folder, `nodes-${i}.conf`)));
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    redisCli('--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes');
    await untilComplete(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, stop };
}

export async function untilComplete(nodes: readonly RestartableRedis[]): Promise<void> {
  const isComplete = (node: RestartableRedis): boolean => {
    const info = node.server().cli('CLUSTER', 'INFO');
    return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
  };
  await until(() => nodes.every(isComplete), 'the cluster is complete');
}

async function startNode(file: string): Promise<RestartableRedis> {
  const [port, bus] = [await freePort(), await freePort()];
  return await startRestartable(port, [
    ...['--cluster-enabled', 'yes', '--cluster-port', String(bus)],
    ...['--cluster-config-file', file, '--cluster-node-timeout', String(nodeTimeoutMillis)],
  ]);
}
