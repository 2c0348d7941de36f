import { once } from 'node:events';
import type { Settings } from './arguments.ts';
import { showProgressUntil } from './display.ts';
import { tallyText } from './progress.ts';
import { type Demo, startDemo } from './start.ts';

/** Runs until Ctrl-C. The load ends earlier; the shops and the report stay. */
export async function runDemo(settings: Settings): Promise<void> {
  const interrupted = Promise.race([
    once(process, 'SIGINT'),
    once(process, 'SIGTERM'),
    once(process, 'SIGHUP'),
  ]).then(() => undefined);
  const demo = await startDemo(settings);
  try {
    announce(demo, settings.seconds);
    const tally = await showProgressUntil(Promise.race([demo.load.done, interrupted]), demo);
    if (tally) {
      console.log(`The load has ended: ${tallyText(tally)}.\nThe shops and the report stay until Ctrl-C.`);
      await interrupted;
    }
  } finally {
    await demo.close();
  }
}

function announce({ shops, reportUrl }: Demo, seconds: number): void {
  for (const { framework, mount, origin } of shops) {
    console.log(`${framework.padEnd(9)}${origin}${mount}/api/products`);
  }
  console.log(
    `\nReport   ${reportUrl}\nThe load ends after ${seconds} s (--seconds); Ctrl-C ends everything.\n`,
  );
}
