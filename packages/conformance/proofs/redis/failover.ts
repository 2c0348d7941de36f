import { inMemory, type RedisServer, startRedis } from '../../../redis/test/fixtures/redis-server.ts';
import { primaryName } from './place.ts';
import { allDeclared, type Outcome, runScenario, type Size } from './scenario.ts';
import { until } from './until.ts';

const user = 'copy';
const password = 'copied';
/** Sentinel takes no replica that was without its primary for more than ten times as long. */
const downAfterMillis = 2_000;

/** The primary is killed, and Sentinel makes its replica the primary. What had not been copied is lost. */
export async function proveFailover(size: Size): Promise<Outcome> {
  const servers: RedisServer[] = [];
  const start = async (...given: Parameters<typeof startRedis>): Promise<RedisServer> => {
    const server = await startRedis(...given);
    servers.push(server);
    return server;
  };
  try {
    const primary = await start(inMemory);
    primary.cli('ACL', 'SETUSER', user, 'on', `>${password}`, '+psync', '+replconf', '+ping');
    const replica = await start([
      ...inMemory,
      ...['--replicaof', '127.0.0.1', String(primary.port)],
      ...['--masteruser', user, '--masterauth', password],
    ]);
    const isCopied = (): boolean => replica.cli('INFO', 'replication').includes('master_link_status:up');
    await until(isCopied, 'the replica has copied the primary');
    const sentinel = await start(['--sentinel'], {
      file: [
        `sentinel monitor ${primaryName} 127.0.0.1 ${primary.port} 1`,
        `sentinel down-after-milliseconds ${primaryName} ${downAfterMillis}`,
        `sentinel failover-timeout ${primaryName} 10000\n`,
      ].join('\n'),
    });
    const knowsReplica = (): boolean =>
      sentinel.cli('SENTINEL', 'REPLICAS', primaryName).includes(`127.0.0.1:${replica.port}`);
    await until(knowsReplica, 'Sentinel knows the replica');
    return await runScenario(
      {
        name: 'Redis killed, its replica promoted',
        place: { kind: 'sentinel', ports: [sentinel.port] },
        async happen({ fleet, report }) {
          // On one machine a replica lags by less than a millisecond, so its connection is cut first.
          primary.cli('ACL', 'DELUSER', user);
          await report.untilHeard(fleet.pids(), Date.now());
          await primary.stop();
          const isPrimary = (): boolean => replica.cli('INFO', 'replication').includes('role:master');
          await until(isPrimary, 'the replica is the primary');
          await report.untilHeard(fleet.pids(), Date.now());
          return '';
        },
        judge: allDeclared,
      },
      size,
    );
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}
