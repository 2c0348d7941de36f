import { createServer } from 'node:http';
import { create, createFileRegistry, type DescMethodUnary, type MessageShape } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { listenOnLoopback } from './service.ts';

/** What one call of the push API has brought. */
export interface Push {
  readonly headers: Readonly<Record<string, string>>;
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
  /** Makes the next calls fail. */
  fail(times: number): void;
  stop(): Promise<void>;
}

export async function startPyroscopeApi(): Promise<PyroscopeApi> {
  const method = pushMethod();
  const pushes: Push[] = [];
  const others: string[] = [];
  const refused: string[] = [];
  let failures = 0;
  const push = async (
    request: MessageShape<typeof method.input>,
    { requestHeader }: HandlerContext,
  ): Promise<MessageShape<typeof method.output>> => {
    const { series } = request as unknown as { readonly series: readonly Series[] };
    if (failures > 0) {
      failures--;
      refused.push(...series.flatMap(({ samples }) => samples.map(({ ID }) => ID)));
      throw new ConnectError('not now', Code.Unavailable);
    }
    pushes.push({ headers: Object.fromEntries(requestHeader), series });
    return create(method.output);
  };
  const adapter = connectNodeAdapter({
    routes: (router) => void router.rpc(method, push as never),
    fallback(request, response) {
      others.push(`${request.method} ${request.url}`);
      response.writeHead(404);
      response.end();
    },
  });
  const listening = await listenOnLoopback(createServer(adapter));
  return {
    ...listening,
    pushes,
    others,
    refused,
    fail(times) {
      failures = times;
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
