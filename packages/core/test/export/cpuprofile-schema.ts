import { Ajv } from 'ajv';
import protocol from 'devtools-protocol/json/js_protocol.json' with { type: 'json' };

interface ProtocolType {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: ProtocolType;
  readonly properties?: readonly (ProtocolType & { readonly name: string; readonly optional?: boolean })[];
}

/** Says what a `.cpuprofile` has that `Profiler.Profile` of Chrome's protocol has not, or the other way round. */
export function cpuProfileFaults(profile: unknown): unknown[] {
  isValid(profile);
  return isValid.errors ?? [];
}

const isValid = new Ajv().compile(schemaOf({ $ref: 'Profile' }, 'Profiler'));

/** A type of the protocol as JSON Schema, with the types that it names in it. */
function schemaOf({ $ref, type, items, properties }: ProtocolType, domain: string): object {
  if ($ref) {
    const [name = '', from = domain] = $ref.split('.').reverse();
    const types: readonly (ProtocolType & { readonly id: string })[] =
      protocol.domains.find((candidate) => candidate.domain === from)?.types ?? [];
    const found = types.find(({ id }) => id === name);
    if (!found) throw new Error(`The protocol has no ${$ref}.`);
    return schemaOf(found, from);
  }
  if (items) return { type, items: schemaOf(items, domain) };
  if (!properties) return { type };
  return {
    type,
    additionalProperties: false,
    required: properties.filter(({ optional }) => !optional).map(({ name }) => name),
    properties: Object.fromEntries(properties.map((property) => [property.name, schemaOf(property, domain)])),
  };
}
