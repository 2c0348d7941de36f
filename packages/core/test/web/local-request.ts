import type { ReportRequest } from '../../src/contract.ts';

/** What a program on the same machine asks. */
export const local: ReportRequest = {
  method: 'GET',
  url: '/__profile__/',
  headers: { host: 'localhost:3000' },
  peer: '127.0.0.1',
  raw: {},
};
