const widthPixels = 72;
const heightPixels = 16;

interface SparklineProps {
  readonly bars: readonly { readonly from: number; readonly width: number; readonly height: number }[];
  readonly label: string;
}

/** A number over time: one bar for each slice, relative to the highest bar of the row. */
export function Sparkline({ bars, label }: SparklineProps) {
  const highest = Math.max(...bars.map(({ height }) => height));
  if (bars.length < 2 || !(highest > 0)) return <span class="soft">–</span>;
  const paths = bars.map(({ from, width, height }) => {
    const tall = Math.round((height / highest) * heightPixels * 10) / 10;
    return tall > 0
      ? `M${round(from * widthPixels)} ${heightPixels}v${-tall}h${round(width * widthPixels)}v${tall}z`
      : '';
  });
  return (
    <svg class="spark" width={widthPixels} height={heightPixels} role="img" aria-label={label}>
      <path d={paths.join('')} />
    </svg>
  );
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
