import { UsageError } from './usage-error.ts';

const outputFormats = ['text', 'markdown', 'json'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** The `--format` that was chosen; text by default. */
export function parseOutputFormat(word: string | undefined): OutputFormat {
  const found = outputFormats.find((format) => format === (word ?? 'text'));
  if (found !== undefined) return found;
  throw new UsageError(`there is no format "${word}" here. The formats are: ${outputFormats.join(', ')}.`);
}

/** The style of text: in colour and as wide as the terminal, where there is one. */
export function textStyle(): { readonly color: boolean; readonly width: number } {
  const { stdout } = process;
  const color = stdout.isTTY === true && stdout.hasColors() && !process.env.NO_COLOR;
  return { color, width: stdout.isTTY ? Math.max(60, stdout.columns) : 120 };
}
