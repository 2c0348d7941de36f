import { createRandom } from '../../../apps/shop/src/random.ts';
import { measureStart, type Start, type StartOptions } from './start.ts';

/** One framework with one workload, on one Node: all variants, over all starts. */
export async function measureCell(options: StartOptions, seed: number): Promise<readonly Start[]> {
  const random = createRandom(seed);
  const starts: Start[] = [];
  for (let i = 0; i < options.plan.starts; i++) starts.push(await measureStart(options, random));
  return starts;
}
