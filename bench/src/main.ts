import { help } from './help.ts';
import { compare } from './modes/compare.ts';
import { measureInstalledSize } from './modes/installed-size.ts';
import { measureRss } from './modes/rss.ts';
import { measureStartup } from './modes/start-up.ts';
import { measureTruth } from './modes/truth.ts';
import { type BenchOptions, type Mode, parseOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { profileSelf } from './self/run.ts';

const modes: Readonly<Record<Mode, (options: BenchOptions) => Promise<void>>> = {
  compare,
  rss: measureRss,
  'start-up': measureStartup,
  'installed-size': measureInstalledSize,
  truth: measureTruth,
  'profile-self': profileSelf,
};

const options = readOptions();
prepare();
await modes[options.mode](options);

function readOptions(): BenchOptions {
  try {
    const parsed = parseOptions(process.argv.slice(2));
    if (parsed !== 'help') return parsed;
    console.log(help);
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`\n${help}`);
    process.exit(1);
  }
}
