const said = new Set<string>();

/** Warns of something that the app's developer should mend, once for each message. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  process.emitWarning(message, { type: 'routeprof' });
}
