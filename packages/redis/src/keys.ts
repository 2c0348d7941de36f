/** The keys of one service. The braces make a cluster keep them together, so that a script can use them at once. */
export interface ServiceKeys {
  /** A sorted set: the names of windows by their end, in epoch milliseconds. */
  readonly windows: string;
  /** A hash: each kind of mark with `atMicros:value`. */
  readonly marks: string;
  /** Another text after each change of the two above. */
  readonly changes: string;
  /** The token of who holds the lease. */
  readonly lease: string;
  /** The bytes of a window. */
  window(name: string): string;
}

export function serviceKeys(prefix: string, service: string): ServiceKeys {
  // Encoded, because a brace in a name would end the tag. A buffer is well-formed text, without which this would throw.
  const encoded = encodeURIComponent(Buffer.from(service).toString());
  // The letter stands there for a service without a name: empty braces are no tag.
  const start = `${prefix}{s${encoded}}:`;
  return {
    windows: `${start}windows`,
    marks: `${start}marks`,
    changes: `${start}changes`,
    lease: `${start}lease`,
    window: (name) => `${start}w:${name}`,
  };
}

/** A sorted set: the names of services by the time until which they may have windows, in epoch milliseconds. */
export function servicesKey(prefix: string): string {
  return `${prefix}services`;
}

/** What a cluster places a key by: keys with the same are on the same server. */
export function placeOfKey(key: string): string {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? key;
}
