import type { MetricFamily, Series } from './families.ts';

/** Prometheus' text format. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes metrics in steps, one for each line: there may be thousands. */
export function* expositionSteps(families: readonly MetricFamily[]): Generator<void, string> {
  let text = '';
  for (const { name, help, type, series } of families) {
    let head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
    for (const one of series) {
      text += head;
      // A family without values is left out.
      head = '';
      text += `${name}${one.suffix}${labelsOf(one)} ${one.value}\n`;
      yield;
    }
  }
  return text;
}

function labelsOf({ labels }: Series): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join()}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
