import { parseProfileJson } from '../../../src/export/profile-json.ts';
import { readCpuProfile } from '../../../src/export/read-cpuprofile.ts';
import { ProfileFormatError } from '../../../src/pprof/profile-format-error.ts';

// Reads texts that cost much for their length, one after another: node read-large.ts <megabytes>

const length = Number(process.argv[2]) * 2 ** 20;

/** As many pieces as fit. */
function list(piece: (index: number) => string): string {
  const pieces: string[] = [];
  for (let size = 0, i = 0; size < length; i++) {
    const next = piece(i);
    pieces.push(next);
    size += next.length + 1;
  }
  return pieces.join(',');
}

function nested(open: string, close: string): string {
  const depth = Math.floor(length / (open.length + close.length));
  return `${open.repeat(depth)}0${close.repeat(depth)}`;
}

const root = '{"id":0,"callFrame":{}}';
const times = '"startTime":0,"endTime":9';

const texts: Record<string, () => string> = {
  lists: () => `{"nodes":[${list(() => '[]')}]}`,
  objects: () => `{"nodes":[${list(() => '{}')}]}`,
  keys: () => `{"nodes":[${list((i) => `{"${i.toString(36)}":0}`)}]}`,
  'deep lists': () => nested('[', ']'),
  'deep objects': () => nested('{"a":', '}'),
  'a chain': () =>
    `{"nodes":[${root},${list((i) => `{"id":${i + 1},"callFrame":{"lineNumber":${i}},"parent":${i}}`)}],${times}}`,
  'a fan': () =>
    `{"nodes":[${root},${list((i) => `{"id":${i + 1},"callFrame":{"lineNumber":${i}},"parent":0}`)}],${times}}`,
  routes: () =>
    `{"nodes":[${root},${list((i) => `{"id":${i + 1},"callFrame":{"functionName":"${i}","url":"routeprof:route"},"parent":0}`)}],${times}}`,
  samples: () => `{"nodes":[${root}],${times},"samples":[${list(() => '0')}]}`,
};

for (const [kind, text] of Object.entries(texts)) console.log(`${kind}: ${attempt(text())}`);

function attempt(text: string): string {
  try {
    readCpuProfile(parseProfileJson(text));
    return 'read';
  } catch (error) {
    if (!(error instanceof ProfileFormatError)) throw error;
    return error.name;
  }
}
