import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../conformance/proofs/services/service.ts';
import { redisStore } from '../src/index.ts';
import { type Certificate, makeCertificate } from './fixtures/certificate.ts';
import { clients, type User } from './fixtures/clients.ts';
import { clusterClients } from './fixtures/cluster-clients.ts';
import { rulesOfReadme, shown } from './fixtures/docs.ts';
import { startCluster } from './fixtures/redis-cluster.ts';
import { inMemory, type RedisServer, redisCli, startRedis } from './fixtures/redis-server.ts';
import { useStore } from './fixtures/use-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'routeprof-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const user: User = { username: 'profiler', password: 'secret' };

/** As the docs say for this server. */
function allow(server: RedisServer, ...more: string[]): void {
  const rules = [...shown.user, ...more, ...(knowsSetinfo(server) ? shown.newerServers : [])];
  expect(server.cli('ACL', 'SETUSER', ...rules)).toBe('OK');
}

function knowsSetinfo(server: RedisServer): boolean {
  return server.cli('COMMAND', 'INFO', 'client|setinfo').includes('client|setinfo');
}

describe('TLS, a user and prefixes, as the docs show them', () => {
  const { certificate, key }: Certificate = makeCertificate(folder);

  async function startTls(): Promise<{ readonly server: RedisServer; readonly port: number }> {
    const port = await freePort();
    const server = await startRedis([
      ...[...inMemory, '--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate, '--tls-key-file', key],
    ]);
    onTestFinished(() => server.stop());
    return { server, port };
  }

  /** Runs a program with a client and a store as the docs show them. Returns what it says. */
  async function run(imports: string, client: string, store: string, port: number, env: NodeJS.ProcessEnv) {
    const here = client.replaceAll('redis.example.com', 'localhost').replaceAll('6380', String(port));
    const code = `${imports}
      import { redisStore } from '@routeprof/redis';
      import { useStore } from './test/fixtures/use-store.ts';
      const client = ${here};
      client.on('error', (error) => { console.log(error.message); process.exit(1); });
      await client.connect().catch((error) => { if (!/already/.test(error.message)) throw error; });
      await useStore(${store});
      console.log('used');
      process.exit();`;
    const flags = ['--conditions=@routeprof/source', '--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', code], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    await once(child, 'close');
    return said.trim();
  }

  test.each([
    ...['redis', 'redis5', 'redis4'].map((name) => [name, 'createClient', shown.redis, ''] as const),
    ...['ioredis', 'ioredis5', 'iovalkey'].map((name) => [name, 'Redis', shown.ioredis, 'shop:'] as const),
  ])('with %s', async (name, what, client, keyPrefix) => {
    const { server, port } = await startTls();
    const imports = `import { ${what} } from '${name}';`;
    const trusted = { NODE_EXTRA_CA_CERTS: certificate };
    for (const [store, prefix] of [
      ['redisStore(client)', 'routeprof:'],
      [shown.prefix, 'profiles:'],
    ] as const) {
      server.cli('FLUSHALL');
      server.cli('ACL', 'DELUSER', user.username);
      allow(server, 'resetkeys', `~${keyPrefix}${prefix}*`);
      expect(await run(imports, client, store, port, trusted)).toBe('used');
      const keys = server.cli('KEYS', '*').split('\n');
      expect(keys.length).toBeGreaterThan(3);
      expect(keys.filter((found) => !found.startsWith(`${keyPrefix}${prefix}`))).toEqual([]);
    }
    expect(server.cli('ACL', 'LOG')).toBe('');
    expect(await run(imports, client, 'redisStore(client)', port, {})).toMatch(/self-signed certificate/);
  });
});

/** Commands that were called, but for those that need no right, and those of this test. */
function commandsOf(server: RedisServer): string[] {
  const lines = server.cli('INFO', 'commandstats').matchAll(/^cmdstat_([\w|]+):calls=[1-9]/gm);
  return [...lines].flatMap(([, name = '']) => (/^(acl|config|command|auth)\b/.test(name) ? [] : name));
}

const commandsIn = (rules: readonly string[]): string[] =>
  rules.flatMap((rule) => (rule.startsWith('+') ? rule.slice(1) : [])).sort();

describe('the rules of a user', () => {
  test('are enough for every client, and each is needed', async () => {
    const server = await startRedis(inMemory);
    onTestFinished(() => server.stop());
    allow(server, '~mine:routeprof:*');
    server.cli('CONFIG', 'RESETSTAT');
    for (const [name, connect] of clients) {
      // Some know it as one, some as the other; GLIDE as neither.
      const options = { ...user, db: 1, database: 1, connectionName: 'ours', name: 'ours' };
      const { client, close } = await connect(server.port, name.includes('GLIDE') ? user : options);
      await useStore(redisStore(client));
      await close();
      server.cli('FLUSHALL');
      expect(server.cli('ACL', 'LOG'), name).toBe('');
    }
    const called = new Set(commandsOf(server));
    // Some clients send it now and then.
    called.add('ping').delete('flushall');
    const extra = knowsSetinfo(server) ? shown.newerServers : [];
    expect([...called].sort()).toEqual(commandsIn([...shown.user, ...extra]));
  });

  test('are enough for every client of a cluster', async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    for (const node of cluster.nodes) allow(node, '~mine:routeprof:*', ...shown.inClusters);
    for (const [name, connect] of clusterClients) {
      const ports = cluster.nodes.map(({ port }) => port);
      const { client, close } = await connect(ports, user);
      await useStore(redisStore(client));
      await close();
      for (const node of cluster.nodes) {
        node.cli('FLUSHALL');
        expect(node.cli('ACL', 'LOG'), name).toBe('');
      }
    }
    const called = cluster.nodes.flatMap(commandsOf);
    expect(called).toEqual(expect.arrayContaining(commandsIn(shown.inClusters)));
  });

  test('allow nothing else', async () => {
    const server = await startRedis(inMemory);
    onTestFinished(() => server.stop());
    allow(server);
    const ask = (...command: string[]): string =>
      redisCli('-p', String(server.port), '--user', user.username, '--pass', user.password, ...command);
    expect(ask('GET', 'routeprof:services')).not.toContain('NOPERM');
    for (const command of [
      ['KEYS', '*'],
      ['FLUSHALL'],
      ['CONFIG', 'GET', '*'],
      ['CLIENT', 'LIST'],
      ['GET', 'a'],
    ])
      expect(ask(...command), command.join(' ')).toMatch(/^NOPERM/);
    server.cli('SET', 'a', 'theirs');
    expect(ask('EVAL', "return redis.call('GET', 'a')", '0')).toMatch(/^(ERR|NOPERM) /);
  });

  test('are the same in the README, without what clients send by themselves', () => {
    const ofClients = ['client|setname', 'hello', 'info', 'ping', 'select'];
    expect(commandsIn(shown.user).filter((name) => !ofClients.includes(name))).toEqual(
      commandsIn(rulesOfReadme),
    );
  });
});
