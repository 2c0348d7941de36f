import { startCluster, untilComplete } from './cluster-node.ts';
import { service } from './place.ts';
import type { RestartableRedis } from './restartable-redis.ts';
import { allDeclared, type Outcome, runScenario, type Size } from './scenario.ts';

/** Of three servers without replicas, the one with the windows is killed, and comes back empty. */
export async function proveCluster(size: Size): Promise<Outcome> {
  const { nodes, stop } = await startCluster();
  try {
    return await runScenario(
      {
        name: 'a server of a cluster killed, and back empty',
        place: { kind: 'cluster', ports: nodes.map(({ port }) => port) },
        async happen({ fleet, report, traffic }) {
          const node = nodes.find(hasWindows) as RestartableRedis;
          await node.kill();
          await traffic();
          await node.startAgain();
          await untilComplete(nodes);
          await report.untilHeard(fleet.pids(), Date.now());
          return '';
        },
        judge: allDeclared,
      },
      size,
    );
  } finally {
    await stop();
  }
}

function hasWindows(node: RestartableRedis): boolean {
  return node.server().cli('EXISTS', `routeprof:{s${service}}:windows`) === '1';
}
