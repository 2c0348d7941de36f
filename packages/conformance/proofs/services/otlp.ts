import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { listenOnLoopback } from './service.ts';

/** Numbers of 64 bits are texts. */
export interface ExportRequest {
  readonly resourceProfiles: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeProfiles: readonly { readonly profiles: readonly OtlpProfile[] }[];
  }[];
  readonly dictionary: Dictionary;
}

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

export interface OtlpProfile {
  readonly sampleType: { readonly typeStrindex: number; readonly unitStrindex: number };
  readonly samples: readonly {
    readonly stackIndex: number;
    readonly attributeIndices: readonly number[];
    readonly values: readonly string[];
  }[];
  readonly timeUnixNano: string;
  readonly durationNano: string;
}

export interface Dictionary {
  readonly mappingTable: readonly object[];
  readonly locationTable: readonly { readonly lines: readonly { readonly functionIndex: number }[] }[];
  readonly functionTable: readonly { readonly nameStrindex: number; readonly filenameStrindex: number }[];
  readonly linkTable: readonly object[];
  readonly stringTable: readonly string[];
  readonly attributeTable: readonly {
    readonly keyStrindex: number;
    readonly value: { readonly stringValue: string } | null;
  }[];
  readonly stackTable: readonly { readonly locationIndices: readonly number[] }[];
}

/** Takes profiles as an OpenTelemetry collector does, by the official schema of version 1.10.0. */
export interface OtlpReceiver {
  readonly port: number;
  readonly requests: readonly { readonly headers: IncomingHttpHeaders; readonly request: ExportRequest }[];
  /** Requests for anything else, and those that the schema does not know, or not as a whole. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

const folder = fileURLToPath(new URL('../../schemas/opentelemetry-proto-1.10.0/', import.meta.url));

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const root = new protobuf.Root();
  root.resolvePath = (_, path) => `${folder}${path}`;
  const service = 'opentelemetry/proto/collector/profiles/v1development/profiles_service.proto';
  const loaded = await root.load(service);
  const names = 'opentelemetry.proto.collector.profiles.v1development';
  const requestType = loaded.lookupType(`${names}.ExportProfilesServiceRequest`);
  const responseType = loaded.lookupType(`${names}.ExportProfilesServiceResponse`);
  const requests: { headers: IncomingHttpHeaders; request: ExportRequest }[] = [];
  const faults: string[] = [];
  const server = createServer(async (asked, response) => {
    const body = await buffer(asked);
    if (asked.method !== 'POST' || asked.url !== '/v1development/profiles') {
      faults.push(`${asked.method} ${asked.url}`);
      response.writeHead(404).end();
      return;
    }
    const bytes = asked.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const message = requestType.decode(bytes);
    // What the schema does not know is skipped in decoding, and missing afterwards.
    const known = requestType.encode(message).finish().length;
    if (known !== bytes.length)
      faults.push(`${bytes.length - known} of ${bytes.length} bytes are in no field of the schema`);
    const request = requestType.toObject(message, { longs: String, defaults: true }) as ExportRequest;
    requests.push({ headers: asked.headers, request });
    response.setHeader('content-type', 'application/x-protobuf');
    response.end(responseType.encode({}).finish());
  });
  return { ...(await listenOnLoopback(server)), requests, faults };
}
