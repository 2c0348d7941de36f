import type { Settings } from './arguments.ts';
import { findFaults } from './faults.ts';
import { fetchReportAs, fetchSettledReport } from './report.ts';
import { startDemo } from './start.ts';

/** Runs the load to its end, prints the report, and returns whether it is right. */
export async function runCheck(settings: Settings): Promise<boolean> {
  const { shops, reportUrl, load, close } = await startDemo(settings);
  try {
    console.log(
      `Sending ${settings.requests} requests to ${shops.map((shop) => shop.framework).join(', ')} …\n`,
    );
    const tally = await load.done;
    const report = await fetchSettledReport(reportUrl, tally.sent);
    console.log(await fetchReportAs(reportUrl, 'text'));
    const mounts = shops.map((shop) => shop.mount);
    const faults = findFaults(report, tally, mounts);
    for (const fault of faults) console.error(`not ok: ${fault}`);
    if (faults.length === 0)
      console.log(`ok: ${tally.sent} requests are all in the report, and its times add up.`);
    return faults.length === 0;
  } finally {
    await close();
  }
}
