import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPrometheus } from '../../../../scripts/find-prometheus.ts';
import { createFolder, freePort, type Service, startService } from './service.ts';

/** Starts a Prometheus that scrapes one URL twice a second. */
export async function startPrometheus(url: URL): Promise<Service> {
  const port = await freePort();
  const folder = createFolder('prometheus');
  const config = join(folder, 'prometheus.yml');
  // YAML includes JSON.
  const job = { job_name: 'app', metrics_path: url.pathname, static_configs: [{ targets: [url.host] }] };
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: '500ms' }, scrape_configs: [job] }));
  return startService({
    name: 'Prometheus',
    folder,
    command: [
      findPrometheus(),
      ...[`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    ],
    port,
    endsAt: 'SIGTERM',
  });
}
