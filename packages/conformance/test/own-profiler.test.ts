import { describe, expect, test } from 'vitest';
import { ask } from '../src/client/http.ts';
import { readReport, requestsOf } from '../src/client/report.ts';
import { until } from '../src/client/until.ts';
import { portOf, programFile, startProgram } from './client/program.ts';

const kinds = [
  { title: 'the same options', options: { discardFirst: false } },
  { title: 'other options', options: { discardFirst: false, rate: 50, path: '/__own__' } },
  { title: 'a token', options: { discardFirst: false, token: 'a-token-of-the-app-itself' } },
];

describe.concurrent('an app with a profiler of its own is left to it', () => {
  test.for(kinds.flatMap((kind) => [false, true].map((late) => ({ ...kind, late }))))(
    '$title, made late: $late',
    async ({ options, late }) => {
      const program = startProgram(programFile('processes/own-profiler.mjs'), {
        how: 'import',
        environment: {
          ROUTEPROF_DISCARD_FIRST: 'false',
          OWN_OPTIONS: JSON.stringify(options),
          ...(late && { OWN_LATE: 'true' }),
        },
      });
      try {
        const server = { port: await portOf(program) };
        if (late) expect((await ask(server, '/make')).body).toBe('made');
        for (let i = 0; i < 3; i++) expect((await ask(server, '/well')).body).toBe('well');
        const path = `${options.path ?? '/__profile__'}/`;
        if (options.token !== undefined) {
          expect((await ask(server, path)).body).toBe('well');
          const answer = await ask(server, { path, headers: { authorization: `Bearer ${options.token}` } });
          expect(answer.status).toBe(200);
        } else {
          const model = await until(
            () => readReport(server, path),
            (report) => requestsOf(report, 'GET /well') === 3,
            'three requests, each counted once',
          );
          expect(model.routes.map(({ route }) => route)).toEqual(['/well']);
        }
        if (options.path !== undefined) expect((await ask(server, '/__profile__/')).body).toBe('well');
        expect(program.stderr().match(/the app has its own profiler/g)).toHaveLength(1);
        expect(program.stderr().trim().split('\n')).toHaveLength(late ? 2 : 1);
      } finally {
        await program.stop();
      }
    },
  );
});
