import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { create, createFileRegistry, type DescMethodUnary, type MessageShape } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';

/** What one call of the push API has brought. */
export interface Push {
  readonly headers: IncomingHttpHeaders;
  readonly series: readonly Series[];
}

interface Series {
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly samples: readonly { readonly rawProfile: Uint8Array; readonly ID: string }[];
}

/** The server of Connect's own library, for Pyroscope's push API: it takes what its schema allows, and keeps it. */
export interface PyroscopeApi {
  readonly port: number;
  readonly pushes: readonly Push[];
  /** Requests for anything but the push API. */
  readonly others: readonly string[];
  /** Ids of profiles in calls that were answered with an error. */
  readonly refused: readonly string[];
  /** Answers so many of the next calls with an error. */
  fail(times: number): void;
  stop(): Promise<void>;
}

export async function startPyroscopeApi(): Promise<PyroscopeApi> {
  const method = pushMethod();
  const pushes: Push[] = [];
  const others: string[] = [];
  const refused: string[] = [];
  let failures = 0;
  const heads: IncomingHttpHeaders[] = [];
  const push = async (request: MessageShape<typeof method.input>) => {
    const headers = heads.shift() ?? {};
    const { series } = request as unknown as { readonly series: readonly Series[] };
    if (failures > 0) {
      failures--;
      refused.push(...series.flatMap(({ samples }) => samples.map(({ ID }) => ID)));
      throw new ConnectError('not now', Code.Unavailable);
    }
    pushes.push({ headers, series });
    return create(method.output);
  };
  const routes = (router: ConnectRouter): void => void router.rpc(method, push as never);
  const adapter = connectNodeAdapter({ routes });
  const server = createServer((request, response) => {
    if (request.url === `/${method.parent.typeName}/${method.name}`) heads.push(request.headers);
    else others.push(`${request.method} ${request.url}`);
    adapter(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    pushes,
    others,
    refused,
    fail(times) {
      failures = times;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const field = (
  name: string,
  number: number,
  type: Type,
  label = Label.OPTIONAL,
  typeName = '',
): { name: string; number: number; type: Type; label: Label; typeName: string; jsonName: string } => ({
  ...{ name, number, type, label, typeName },
  jsonName: name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
});
const many = (name: string, number: number, typeName: string) =>
  field(name, number, Type.MESSAGE, Label.REPEATED, typeName);

/**
 * The messages of `push.v1.PusherService/Push`, with the names and numbers that Pyroscope's `push.proto` and `types.proto` give
 * them (commits 0ed69a0b and 06206ad7, 2025). Their text is under another licence than this project.
 */
const schema = create(FileDescriptorSetSchema, {
  file: [
    {
      ...{ name: 'types.proto', package: 'types.v1', syntax: 'proto3' },
      messageType: [
        { name: 'LabelPair', field: [field('name', 1, Type.STRING), field('value', 2, Type.STRING)] },
      ],
    },
    {
      ...{ name: 'push.proto', package: 'push.v1', syntax: 'proto3', dependency: ['types.proto'] },
      messageType: [
        { name: 'PushResponse' },
        { name: 'PushRequest', field: [many('series', 1, '.push.v1.RawProfileSeries')] },
        {
          name: 'RawProfileSeries',
          field: [many('labels', 1, '.types.v1.LabelPair'), many('samples', 2, '.push.v1.RawSample')],
        },
        {
          name: 'RawSample',
          field: [field('raw_profile', 1, Type.BYTES), field('ID', 2, Type.STRING)],
        },
      ],
      service: [
        {
          name: 'PusherService',
          method: [{ name: 'Push', inputType: '.push.v1.PushRequest', outputType: '.push.v1.PushResponse' }],
        },
      ],
    },
  ],
});

function pushMethod(): DescMethodUnary {
  const method = createFileRegistry(schema).getService('push.v1.PusherService')?.methods[0];
  if (method?.methodKind !== 'unary') throw new Error('the schema has no such method');
  return method as DescMethodUnary;
}
