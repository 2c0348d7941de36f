import { helpText, readArguments, type Settings } from './arguments.ts';
import { runCheck } from './check.ts';
import { runDemo } from './demo.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let settings: Settings;
  try {
    settings = readArguments(args);
  } catch (error) {
    console.error(`${messageOf(error).replace(/\.?$/, '.')} Try --help.`);
    return 2;
  }
  if (settings.help) {
    console.log(helpText);
    return 0;
  }
  try {
    if (settings.check) return (await runCheck(settings)) ? 0 : 1;
    await runDemo(settings);
    return 0;
  } catch (error) {
    console.error(`The demo failed: ${messageOf(error)}`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
