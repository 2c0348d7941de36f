const widthPixels = 72;
const heightPixels = 16;

/** How a number went over the measured time: a bar per slice, against the highest of its own row. */
export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const highest = Math.max(...values);
  if (values.length < 2 || !(highest > 0)) return <span class="soft">–</span>;
  const step = widthPixels / values.length;
  const bars = values.map((value, index) => {
    const height = Math.round((value / highest) * heightPixels * 10) / 10;
    return height > 0 ? `M${round(index * step)} ${heightPixels}v${-height}h${round(step)}v${height}z` : '';
  });
  return (
    <svg class="spark" width={widthPixels} height={heightPixels} role="img" aria-label={label}>
      <path d={bars.join('')} />
    </svg>
  );
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
