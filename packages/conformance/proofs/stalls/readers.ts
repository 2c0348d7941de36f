/** What is asked of the report, one after the other. */
const asked = [
  '?format=json&limit=30',
  '?format=json&view=flame&nodes=100000',
  '?format=json&view=functions&limit=1000',
  '?format=json&view=routes&limit=1000',
  '?format=json&view=flame&route=GET%20%2Fmade%2F0',
  '?format=text&limit=200',
  '?format=markdown&limit=200',
  '?format=html',
  '?format=pprof',
  '?format=cpuprofile',
  '?format=speedscope',
  '?view=compare&base=-4m..-20s&format=json',
];
const everyMillis = 2_000;

/** Reads reports until `ended` is aborted; throws when one is refused. Returns how many were read. */
export async function readReports(report: string, ended: AbortSignal): Promise<number> {
  let count = 0;
  while (!ended.aborted) {
    const query = asked[count % asked.length] as string;
    const response = await fetch(`${report}${query}`);
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${query} was answered with ${response.status}`);
    count++;
    await new Promise((resolve) => setTimeout(resolve, everyMillis));
  }
  return count;
}
