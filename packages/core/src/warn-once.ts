const said = new Set<string>();

/** Warns about something that the app's developer should fix, once for each message. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  process.emitWarning(message, { type: 'routeprof' });
}
