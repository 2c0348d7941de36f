import type { WaitKind } from './operation.ts';

/** What a callback of the loop waited for, by the type that its resource has for `async_hooks`. */
const kinds: Readonly<Record<string, WaitKind>> = {
  Timeout: 'timer',
  Immediate: 'other',
  TCPWRAP: 'net',
  TCPCONNECTWRAP: 'net',
  TLSWRAP: 'net',
  PIPEWRAP: 'net',
  PIPECONNECTWRAP: 'net',
  WRITEWRAP: 'net',
  SHUTDOWNWRAP: 'net',
  UDPWRAP: 'net',
  UDPSENDWRAP: 'net',
  HTTPCLIENTREQUEST: 'http',
  HTTPINCOMINGMESSAGE: 'client',
  HTTP2SESSION: 'net',
  HTTP2STREAM: 'net',
  GETADDRINFOREQWRAP: 'dns',
  GETNAMEINFOREQWRAP: 'dns',
  QUERYWRAP: 'dns',
  FSREQCALLBACK: 'file',
  FSREQPROMISE: 'file',
  FILEHANDLE: 'file',
  FILEHANDLECLOSEREQ: 'file',
  DIRHANDLE: 'file',
  FSEVENTWRAP: 'file',
  STATWATCHER: 'file',
  PROCESSWRAP: 'process',
  WORKER: 'worker',
  MESSAGEPORT: 'worker',
  ZLIB: 'threadpool',
};

/** The same by the class of the resource, for those that were made before they were followed. */
const kindsOfClasses: Readonly<Record<string, WaitKind>> = {
  Timeout: 'timer',
  TCP: 'net',
  TLSWrap: 'net',
  Pipe: 'net',
  WriteWrap: 'net',
  ShutdownWrap: 'net',
  HTTPClientAsyncResource: 'http',
  HTTPServerAsyncResource: 'client',
  HTTPINCOMINGMESSAGE: 'client',
  GetAddrInfoReqWrap: 'dns',
  FSReqCallback: 'file',
  FileHandle: 'file',
  Process: 'process',
  MessagePort: 'worker',
  Zlib: 'threadpool',
};

export function kindOfType(type: string): WaitKind {
  // Every job of `node:crypto` has a type of its own: PBKDF2REQUEST, SCRYPTREQUEST, RANDOMBYTESREQUEST and so on.
  return kinds[type] ?? (type.endsWith('REQUEST') ? 'threadpool' : 'other');
}

export function kindOfResource(resource: object): WaitKind {
  return kindsOfClasses[resource.constructor?.name ?? ''] ?? 'other';
}

/** The types of jobs that take a thread of libuv's pool. */
export function takesThread(type: string): boolean {
  const kind = kindOfType(type);
  return kind === 'threadpool' || kind === 'file' || type === 'GETADDRINFOREQWRAP';
}
