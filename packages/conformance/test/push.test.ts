import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGoPprof } from '../../core/test/export/go-pprof.ts';
import { type Dictionary, type OtlpProfile, startOtlpReceiver } from '../proofs/services/otlp.ts';
import { type Push, type PyroscopeApi, startPyroscopeApi } from '../proofs/services/pyroscope.ts';
import { ask } from '../src/client/http.ts';
import { readReport } from '../src/client/report.ts';
import { until } from '../src/client/until.ts';
import { type Program, portOf, programFile, startProgram } from './client/program.ts';

let api: PyroscopeApi;
let program: Program | undefined;
beforeEach(async () => {
  api = await startPyroscopeApi();
});
afterEach(async () => {
  await program?.stop();
  await api.stop();
});

/** An app whose windows last a second. */
async function startApp(options: Readonly<Record<string, unknown>> = {}): Promise<{ port: number }> {
  program = startProgram(programFile('processes/own-profiler.mjs'), {
    environment: {
      OWN_OPTIONS: JSON.stringify({
        ...{ service: 'shop', version: '1.2.3', discardFirst: false, rate: 1000 },
        push: { pyroscope: `http://me:secret@127.0.0.1:${api.port}` },
        retention: [{ everyMillis: 1_000, forMillis: 600_000 }],
        ...options,
      }),
    },
  });
  return { port: await portOf(program) };
}

const pushedMany = (count: number) =>
  until(
    async () => api.pushes.length,
    (pushes) => pushes >= count,
    `${count} pushes`,
  );
const labelsOf = ({ series: [one] }: Push) =>
  Object.fromEntries((one?.labels ?? []).map((each) => [each.name, each.value]));
const profilesOf = ({ series }: Push) =>
  series.flatMap(({ samples }) => samples.map(({ rawProfile }) => rawProfile));

test('each window becomes a profile that pprof reads, with routes as labels that may be series', async () => {
  const pprof = await createGoPprof();
  const app = await startApp();
  const seen = await until(
    async () => {
      for (let i = 0; i < 20; i++) await ask(app, '/well');
      return new Set(api.pushes.flatMap(profilesOf).flatMap(labelsIn));
    },
    (labels) => labels.has('http_route /well'),
    'a profile with the route',
  );
  expect(api.others).toEqual([]);
  expect([...seen].filter((label) => !label.includes('('))).toEqual([
    'http_request_method GET',
    'http_route /well',
  ]);
  for (const label of seen) expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]* /);
  for (const push of api.pushes) {
    expect(labelsOf(push)).toEqual({
      ...{ __name__: 'process_cpu', service_name: 'shop', service_version: '1.2.3' },
    });
    expect(push.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    for (const bytes of profilesOf(push)) {
      const { sampleType, stringTable } = Profile.decode(gunzipSync(bytes));
      const text = (at: number | bigint) => stringTable.strings[Number(at)];
      expect(sampleType.map(({ type, unit }) => `${text(type)} ${text(unit)}`)).toEqual([
        'samples count',
        'cpu nanoseconds',
        'wall nanoseconds',
      ]);
      await pprof.top([], bytes);
    }
  }
  await pprof.remove();
});

/** `name value`, of all samples. */
function labelsIn(bytes: Uint8Array): string[] {
  const { sample, stringTable } = Profile.decode(gunzipSync(bytes));
  const text = (at: number | bigint) => stringTable.strings[Number(at)] ?? '';
  return sample.flatMap(({ label }) => label.map(({ key, str }) => `${text(key)} ${text(str)}`));
}

test('each window becomes OTLP profiles, by the official schema, with routes as attributes', async () => {
  const receiver = await startOtlpReceiver();
  try {
    const headers = { authorization: 'Bearer t' };
    const app = await startApp({ push: { otlp: { url: `http://127.0.0.1:${receiver.port}`, headers } } });
    const namesOf = ({ request: { resourceProfiles, dictionary } }: (typeof receiver.requests)[number]) =>
      resourceProfiles.flatMap(({ scopeProfiles }) =>
        namesIn(
          scopeProfiles.flatMap((each) => each.profiles),
          dictionary,
        ),
      );
    const seen = await until(
      async () => {
        for (let i = 0; i < 20; i++) await ask(app, '/well');
        return new Set(receiver.requests.flatMap(namesOf));
      },
      (names) => names.has('http.route /well'),
      'a profile with the route',
    );
    expect(receiver.faults).toEqual([]);
    for (const { headers, request } of receiver.requests) {
      expect(headers).toMatchObject({ authorization: 'Bearer t', 'content-type': 'application/x-protobuf' });
      expect(request.resourceProfiles).toHaveLength(1);
      for (const { resource, scopeProfiles } of request.resourceProfiles) {
        const attributes = resource.attributes.map(({ key, value }) => [key, value.stringValue]);
        expect(attributes).toEqual([
          ['service.name', 'shop'],
          ['service.version', '1.2.3'],
          ['service.instance.id', expect.stringMatching(/^[\da-f]{8}$/)],
        ]);
        const profiles = scopeProfiles.flatMap((each) => each.profiles);
        expect(kindsOf(profiles, request.dictionary)).toEqual([
          'samples count',
          'cpu nanoseconds',
          'wall nanoseconds',
        ]);
      }
      expectSound(request.dictionary);
    }
    expect(seen).toContain('http.request.method GET');
    expect([...seen].filter((name) => name.includes('undefined'))).toEqual([]);
    expect([...seen].filter((name) => name.startsWith('frame ')).length).toBeGreaterThan(3);
  } finally {
    await receiver.stop();
  }
});

function kindsOf(profiles: readonly OtlpProfile[], { stringTable }: Dictionary): string[] {
  return profiles.map(
    ({ sampleType: { typeStrindex, unitStrindex } }) =>
      `${stringTable[typeStrindex]} ${stringTable[unitStrindex]}`,
  );
}

/** What samples refer to, by name. */
function namesIn(profiles: readonly OtlpProfile[], dictionary: Dictionary): string[] {
  const { stringTable, attributeTable, stackTable, locationTable, functionTable } = dictionary;
  return profiles.flatMap(({ samples }) =>
    samples.flatMap(({ stackIndex, attributeIndices, values }) => {
      expect(values).toHaveLength(1);
      const attributes = attributeIndices.map((at) => {
        const { keyStrindex = -1, value } = attributeTable[at] ?? {};
        return `${stringTable[keyStrindex]} ${value?.stringValue}`;
      });
      const frames = (stackTable[stackIndex]?.locationIndices ?? [-1]).flatMap((at) =>
        (locationTable[at]?.lines ?? [{ functionIndex: -1 }]).map(
          ({ functionIndex }) => `frame ${stringTable[functionTable[functionIndex]?.nameStrindex ?? -1]}`,
        ),
      );
      return [...attributes, ...frames];
    }),
  );
}

/** Index 0 of each table means none, and nothing is in a table twice. */
function expectSound({
  stringTable,
  attributeTable,
  stackTable,
  locationTable,
  functionTable,
  ...rest
}: Dictionary): void {
  expect([stringTable[0], attributeTable[0]?.keyStrindex, stackTable[0]?.locationIndices]).toEqual([
    '',
    0,
    [],
  ]);
  expect([locationTable[0]?.lines, functionTable[0]?.nameStrindex]).toEqual([[], 0]);
  expect([rest.mappingTable.length, rest.linkTable.length]).toEqual([1, 1]);
  for (const table of [stringTable, stackTable, attributeTable].map((all) =>
    all.map((one) => JSON.stringify(one)),
  )) {
    expect(table.filter((one, at) => table.indexOf(one) !== at)).toEqual([]);
  }
}

test('an engine that fails for a while is sent the same profile until it takes it', async () => {
  api.fail(2);
  const app = await startApp();
  await ask(app, '/well');
  await pushedMany(3);
  const ids = api.pushes.flatMap(({ series }) =>
    series.flatMap(({ samples }) => samples.map(({ ID }) => ID)),
  );
  expect(api.refused).toEqual([ids[0], ids[0]]);
  expect(new Set(ids).size).toBe(ids.length);
  const { status } = await readReport(app);
  expect(status.failures).toEqual([
    { count: 1, message: expect.stringMatching(/^Pyroscope at .* took no profile: it answered 503/) },
  ]);
  expect(JSON.stringify(status)).not.toContain('secret');
  expect(program?.stderr()).not.toContain('secret');
});

test('an engine that is not there is said once, and no request notices', async () => {
  const app = await startApp({ push: { pyroscope: 'http://127.0.0.1:9' } });
  const { status } = await until(
    async () => {
      expect((await ask(app, '/well')).body).toBe('well');
      return await readReport(app);
    },
    (report) => report.status.failures.length > 0,
    'a failure',
  );
  expect(status.failures).toEqual([
    {
      count: 1,
      message: expect.stringMatching(/^Pyroscope at .* cannot be reached \(connect ECONNREFUSED/),
    },
  ]);
  expect(api.pushes).toEqual([]);
});
