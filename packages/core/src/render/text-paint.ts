/** Terminal colours, by meaning. Added after alignment, because their codes take no room. */
const codes = { strong: '1', faint: '2', warning: '33', app: '36', plain: '' } as const;
export type Paint = keyof typeof codes;

export type Painter = (paint: Paint, text: string) => string;

export function createPainter(color: boolean): Painter {
  return (paint, text) =>
    color && codes[paint] !== '' && text !== '' ? `\u001b[${codes[paint]}m${text}\u001b[0m` : text;
}
